"""What belongs to a product besides its variants: texts in other languages, windows, values, options and lots."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In
from api.schemas.certification import Day
from api.schemas.products import Line, NetIn, Number, OptionWords, Story
from market.catalog.authoring.add_lot import LotFacts
from market.catalog.authoring.choose_values import ChosenValue
from market.catalog.authoring.rules.products import MOST_VARIANTS
from market.catalog.authoring.rules.windows import MOST_WINDOWS, Window, window
from models.enums import TranslationOrigin, WindowKind

_MOST_VALUES = 30
DayText = Annotated[str, StringConstraints(max_length=10)]
Statement = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), STORABLE]


class TextIn(In):
    """A text in another language; `origin` says whether a person or a machine translated it."""

    body: Annotated[Story, StringConstraints(min_length=1)]
    origin: Annotated[TranslationOrigin, Field(strict=False)] = TranslationOrigin.HUMAN


class WindowIn(In):
    """`yearly` from `MM-DD` to `MM-DD`, over New Year where the second is earlier; else dates. Both days count.

    A `preorder` is taken in the window and leaves from `ships_from` on.
    """

    kind: WindowKind = Field(strict=False)
    opens: DayText = Field(examples=["11-01"])
    closes: DayText = Field(examples=["02-28"])
    ships_from: Day | None = None

    def window(self, position: int) -> Window:
        return window(self.kind, opens=self.opens, closes=self.closes, ships_from=self.ships_from, position=position)


class WindowsIn(In):
    """All windows of a product; none: it may always be ordered."""

    windows: list[WindowIn] = Field(max_length=MOST_WINDOWS)

    def all(self) -> list[Window]:
        return [each.window(position) for position, each in enumerate(self.windows)]


class ChosenValueIn(In):
    """A value, the producer's own words for it, and that the public may read both."""

    code: Line
    statement: Statement = ""
    consent: Annotated[bool, Field(strict=True, description="Must be true: the public reads what you write here")]


class ValuesIn(In):
    """All that the product stands for."""

    values: list[ChosenValueIn] = Field(max_length=_MOST_VALUES)

    def all(self) -> list[ChosenValue]:
        return [ChosenValue(value.code, value.statement) for value in self.values]


class VariantOptionsIn(In):
    variant_id: Annotated[str, StringConstraints(max_length=64)]
    values: OptionWords


class OptionsIn(In):
    """What tells the variants apart, at most three things, and what every variant that is not archived answers."""

    names: OptionWords
    variants: list[VariantOptionsIn] = Field(max_length=MOST_VARIANTS)


class LotIn(In):
    """A harvest or a batch. A variant with this code in its `lot` is sold from it."""

    code: Annotated[Number, StringConstraints(min_length=1)]
    harvest_year: Annotated[int, Field(strict=True, ge=1900, le=2200)] | None = None
    season: Line = ""
    best_before: Day | None = None
    quantity: NetIn | None = None
    note: Statement = ""

    @property
    def facts(self) -> LotFacts:
        return LotFacts(
            code=self.code,
            harvest_year=self.harvest_year,
            season=self.season,
            best_before=self.best_before,
            quantity=self.quantity.net if self.quantity else None,
            note=self.note,
        )
