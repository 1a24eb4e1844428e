"""Countries by the income group that the World Bank puts them in.

World Bank Country and Lending Groups of fiscal year 2026, in force from 1 July 2025 and made from national income per
head of 2024 (https://datahelpdesk.worldbank.org/knowledgebase/articles/906519, CC BY 4.0). A country that it does not
classify that year, Ethiopia and Venezuela, is unknown here. The Channel Islands are one economy there and two codes
here. A new year is a new table.

Checked, country by country, against the list that the Bank's API gave in January 2023 with every change that it
published for the fiscal years 2024 to 2026, and those changes against its groups by year as Our World in Data
publishes them (https://ourworldindata.org/grapher/world-bank-income-groups).
"""

from collections.abc import Mapping
from enum import StrEnum

SOURCE = "World Bank Country and Lending Groups, fiscal year 2026"
YEAR = 2024


class IncomeGroup(StrEnum):
    """`unknown`: not classified, or not a country of the table."""

    LOW = "low"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"
    UNKNOWN = "unknown"


COUNTRIES: Mapping[IncomeGroup, str] = {
    IncomeGroup.LOW: ("AF BF BI CD CF ER GM GW KP LR MG ML MW MZ NE RW SD SL SO SS SY TD TG UG YE "),
    IncomeGroup.LOWER_MIDDLE: (
        "AO BD BJ BO BT CG CI CM DJ EG FM GH GN HN HT IN JO KE KG KH KI KM LA LB LK LS MA MM MR NA NG NI "
        "NP PG PH PK PS SB SN ST SZ TJ TL TN TZ UZ VN VU ZM ZW "
    ),
    IncomeGroup.UPPER_MIDDLE: (
        "AL AM AR AZ BA BR BW BY BZ CN CO CU CV DM DO DZ EC FJ GA GD GE GQ GT ID IQ IR JM KZ LC LY MD ME "
        "MH MK MN MU MV MX MY PE PY RS SR SV TH TM TO TR TV UA VC WS XK ZA "
    ),
    IncomeGroup.HIGH: (
        "AD AE AG AS AT AU AW BB BE BG BH BM BN BS CA CH CL CR CW CY CZ DE DK EE ES FI FO FR GB GG GI GL GR GU "
        "GY HK HR HU IE IL IM IS IT JE JP KN KR KW KY LI LT LU LV MC MF MO MP MT NC NL NO NR NZ OM PA PF PL "
        "PR PT PW QA RO RU SA SC SE SG SI SK SM SX TC TT TW US UY VG VI "
    ),
}
_GROUP_OF = {country: group for group, countries in COUNTRIES.items() for country in countries.split()}


def income_group(country: str) -> IncomeGroup:
    """Of a country by its two letters (ISO 3166-1)."""
    return _GROUP_OF.get(country, IncomeGroup.UNKNOWN)
