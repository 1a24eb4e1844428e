"""What the books gave rise to, line by line, and the sums kept of it. `market/impact/facts` says what a fact is."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from models.base import CURRENCY_RULE, ID, Table, check, json_object, maybe_ref, moment, one_of, ref, words
from models.enums import RollupSpan


class ImpactGroup(Table, table=True):
    """One set of words that figures are told apart by: what an organisation said of itself when a fact was written."""

    __tablename__ = "impact_group"
    __table_args__ = (UniqueConstraint("country", "line", "relation", "structure", "sector"),)

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=True)],
    )
    country: str = words()
    line: str = words()
    relation: str = words()
    structure: str = words()
    sector: str = words()


class ImpactFact(Table, table=True):
    """What one entry did for one organisation. Append-only: whatever happens later is a fact of a later entry.

    `line` is the canonical text that is published, `leaf` its hash in the day's tree; both say what the columns say.
    `organisation_id` is whose it is also where the line does not name it. `is_order`: one more paid order of theirs.
    """

    __tablename__ = "impact_fact"
    __table_args__ = (
        check("currency_is_iso", CURRENCY_RULE),
        check("kind_is_word", "kind ~ '^[a-z]+$'"),
        Index("ix_impact_fact_day", "booked_on", "entry", "ordinal"),
        Index("ix_impact_fact_organisation", "organisation_id", "booked_on", "entry", "ordinal"),
        Index("ix_impact_fact_order", "order_ref"),
    )

    entry: int = Field(sa_type=BigInteger, primary_key=True)
    ordinal: int = Field(primary_key=True)
    kind: str = words()
    booked_on: date
    order_ref: str = Field(sa_type=ID)
    organisation_id: str | None = maybe_ref("organisation.id")
    producer: str = words()
    group_id: int = Field(sa_type=BigInteger, foreign_key="impact_group.id")
    currency: str = words()
    is_order: bool
    amounts: dict[str, int] = json_object()
    line: str = words()
    leaf: bytes = Field(sa_type=LargeBinary)


class ImpactRollup(Table, table=True):
    """All facts of a day, and of a month, in one group: one measure in one currency."""

    __tablename__ = "impact_rollup"
    __table_args__ = (one_of("span", RollupSpan),)

    span: RollupSpan = words(primary_key=True)
    starts_on: date = Field(primary_key=True)
    currency: str = words(primary_key=True)
    group_id: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="impact_group.id")
    measure: str = words(primary_key=True)
    amount: int = Field(sa_type=BigInteger)


class ImpactProducerRollup(Table, table=True):
    """All facts of one organisation in a month and group: one measure in one currency."""

    __tablename__ = "impact_producer_rollup"

    organisation_id: str = ref("organisation.id", primary_key=True)
    starts_on: date = Field(primary_key=True)
    currency: str = words(primary_key=True)
    group_id: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="impact_group.id")
    measure: str = words(primary_key=True)
    amount: int = Field(sa_type=BigInteger)


class ImpactDay(Table, table=True):
    """The Merkle tree of a day's facts up to `last_entry`: how many, its root, and the subtrees it grows on from."""

    __tablename__ = "impact_day"
    __table_args__ = (check("has_facts", "facts > 0"),)

    booked_on: date = Field(primary_key=True)
    facts: int = Field(sa_type=BigInteger)
    last_entry: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_type=LargeBinary)
    peaks: list[bytes] = Field(sa_type=ARRAY(LargeBinary), nullable=False)


class ImpactWatermark(Table, table=True):
    """Up to which entry of the books facts are written: one row, locked by whoever writes the next ones."""

    __tablename__ = "impact_watermark"
    __table_args__ = (check("only_one", "id = 1"),)

    id: int = Field(default=1, sa_type=SmallInteger, primary_key=True)
    entry: int = Field(default=0, sa_type=BigInteger)
    moved_at: datetime | None = moment(default=None, nullable=True)
