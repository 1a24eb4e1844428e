"""Work out what is due for goods by the price table: the floor, the differentials, the premium, and by which row."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from market.pricing.floor import Floor, MinimumPriceFacts, floor_for
from market.pricing.forms import OWN_FACTOR, Conversion, form_named
from market.pricing.queries import FAIRTRADE, get_conversion, get_minimum_price
from market.pricing.units import Measure


@dataclass(frozen=True)
class FloorQuestion:
    """Which goods, how much of them, and under a contract signed when.

    `form` is None for the form that the table is written for. `market_price` is per the table's unit. `factor` is the
    producer's own: how much of the table's form comes out of one of theirs.
    """

    product: str
    net: Measure
    signed_on: date
    form: str | None = None
    is_organic: bool = False
    scheme: str = FAIRTRADE
    origin: str | None = None
    region: str | None = None
    incoterm: str | None = None
    market_price: Fraction | None = None
    factor: Fraction | None = None


@dataclass(frozen=True)
class FloorAnswer:
    """What is due, the row that says so, and the factor between the goods' form and the row's."""

    row: MinimumPriceFacts
    conversion: Conversion
    floor: Floor


def work_out_floor(session: Session, question: FloorQuestion) -> FloorAnswer:
    """Raises NoMinimumPrice, NoConversion, NeedsOwnOutturn, UnknownUnit."""
    form = None if question.form is None else form_named(question.form)
    row = get_minimum_price(
        session,
        question.signed_on,
        product=question.product,
        is_organic=question.is_organic,
        scheme=question.scheme,
        form=form,
        origin=question.origin,
        region=question.region,
        incoterm=question.incoterm,
    )
    from_form = row.form if form is None else form
    if question.factor is not None:
        conversion = Conversion(question.product, from_form, row.form, question.factor, OWN_FACTOR)
    else:
        conversion = get_conversion(session, product=question.product, from_form=from_form, to_form=row.form)
    floor = floor_for(
        question.net.quantity,
        question.net.unit,
        row=row,
        conversion=conversion,
        is_organic=question.is_organic,
        market_price=question.market_price,
    )
    return FloorAnswer(row, conversion, floor)
