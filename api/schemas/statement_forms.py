"""What people read of a statement, and what its pictures are drawn from."""

from collections.abc import Mapping
from datetime import date

from api.schemas.base import MoneyOut, Out, money_out
from market.impact.forms.language import say
from market.impact.forms.reading import Reading
from market.impact.forms.split import parts_of
from market.impact.forms.words import EVIDENCE, HEADINGS
from market.impact.series.read_series import Series
from market.impact.series.rules import Income, Link, Node
from market.impact.series.words import NODES, OTHERS


class ReadComparatorOut(Out):
    text: str
    source: str


class ReadCellOut(Out):
    label: str
    value: str
    orders: int | None


class ReadCoverageOut(Out):
    """How much of what a figure is about it covers, in per cent; `meaning` says of what."""

    value: str | None
    meaning: str


class ReadFigureOut(Out):
    """A figure in words of the language asked for; `value` is the decimal text of the document, null when `withheld`
    says why there is none. `evidence` is its class, `evidence_label` the class in words."""

    id: str
    name: str
    value: str | None
    unit: str
    formula: str
    numerator: str | None
    denominator: str | None
    input_count: int
    evidence: str
    evidence_label: str
    method: str
    note: str
    withheld: str | None
    coverage: ReadCoverageOut | None
    comparators: list[ReadComparatorOut]
    cells: list[ReadCellOut]


class SplitOut(Out):
    """A party's part of what buyers paid, as decimal text; below nought: put in. `is_rest`: all others together."""

    label: str
    value: str
    is_rest: bool


class ReadingOut(Out):
    """The readable part of a statement's document in one language. The document itself, in English, is what counts."""

    statement: str
    lang: str
    figures: list[ReadFigureOut]
    split: list[SplitOut]
    not_counted: str
    limits: list[str]
    how: list[str]

    @classmethod
    def of(cls, reading: Reading, lang: str) -> "ReadingOut":
        return cls(
            statement=reading.header.statement,
            lang=lang,
            figures=[
                ReadFigureOut.model_validate(
                    {**vars(one), "evidence_label": say(EVIDENCE.get(one.evidence, one.evidence), lang)}
                )
                for one in reading.figures
            ],
            split=[
                SplitOut(
                    label=say(HEADINGS["other"], lang) if part.label is None else part.label,
                    value=f"{part.value}",
                    is_rest=part.label is None,
                )
                for part in parts_of(reading)
            ],
            not_counted=reading.scope.not_counted,
            limits=list(reading.limits),
            how=list(reading.verify.how),
        )


class IncomeOut(Out):
    """What one producer was sent in each of the months, and up to the end of each. An empty `slug`: all others."""

    slug: str
    label: str
    amounts: list[int]
    cumulative: list[int]

    @classmethod
    def of(cls, income: Income, lang: str) -> "IncomeOut":
        label = income.name if income.slug else say(OTHERS, lang)
        return cls(slug=income.slug, label=label, amounts=list(income.amounts), cumulative=list(income.cumulative))


class FlowOut(Out):
    """Money from one node to another; sources, parties and uses are three columns."""

    source: Node
    source_label: str
    target: Node
    target_label: str
    amount: MoneyOut

    @classmethod
    def of(cls, link: Link, currency: str, lang: str) -> "FlowOut":
        return cls(
            source=link.source,
            source_label=say(NODES[link.source], lang),
            target=link.target,
            target_label=say(NODES[link.target], lang),
            amount=money_out(link.amount, currency),
        )


class MembersOut(Out):
    """How many members a producer organisation agreed to publish; `unknown`: whose gender is not stated."""

    slug: str
    women: int
    men: int
    unknown: int


class FamiliesOut(Out):
    """How many producing families stand behind a producer organisation, by its own word."""

    slug: str
    families: int


class SeriesOut(Out):
    """What a statement's pictures are drawn from, as the books stood at its entry. Amounts of `incomes` are minor units
    of `currency`, one for each of `months` (first days). `flows`: what comes to a party leaves it. `without_families`:
    how many producers of the period do not say how many families they are; null where nobody was asked."""

    statement: str
    lang: str
    currency: str
    exponent: int
    months: list[date]
    incomes: list[IncomeOut]
    flows: list[FlowOut]
    members: list[MembersOut]
    families: list[FamiliesOut]
    without_families: int | None

    @classmethod
    def of(cls, series: Series, reading: Reading, lang: str) -> "SeriesOut":
        return cls(
            statement=reading.header.statement,
            lang=lang,
            currency=series.currency,
            exponent=series.exponent,
            months=list(series.months),
            incomes=[IncomeOut.of(one, lang) for one in series.incomes],
            flows=[FlowOut.of(one, series.currency, lang) for one in series.flows],
            members=[_members(record) for record in reading.inputs.members],
            families=[
                FamiliesOut(slug=str(record["producer"]), families=int(record["families"]))
                for record in reading.inputs.families
            ],
            without_families=reading.inputs.without_families,
        )


def _members(record: Mapping[str, str | int]) -> MembersOut:
    return MembersOut(
        slug=str(record["producer"]),
        women=int(record.get("women", 0)),
        men=int(record.get("men", 0)),
        unknown=int(record.get("unknown", 0)),
    )
