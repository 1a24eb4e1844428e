"""What others found out about something similar. Their methods are others: each says how."""

from market.impact.indicators.definition import Comparator

SHARE_COMPARATORS = (
    Comparator(
        "Naegele 2020, certified coffee in the United States: of about 1.50 USD extra per pound, about one sixth "
        "reached the farmer. Another method: a share of the extra price, not of the whole price.",
        "https://ideas.repec.org/a/zbw/espost/266389.html",
    ),
    Comparator(
        "Durevall 2015, Fairtrade coffee in Sweden: of the extra price, 31 % went to producer countries and 61 % to "
        "roasters and retailers; his revision of 2017 gives 24 to 51 % and 43 to 70 %. Another method: a share of the "
        "extra price, and of countries, not organisations.",
        "http://hdl.handle.net/2077/38327",
    ),
)
