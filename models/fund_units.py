"""Units of labour investment funds: who holds how many, and what such a fund reports of each year."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from models.base import Table, check, moment, own_id, ref, words


class UnitIssue(Table, table=True):
    """Units that a member paid for. `reference` is the payment's; the fund's books have its money."""

    __tablename__ = "unit_issue"
    __table_args__ = (
        check("something", "units > 0 and amount_minor > 0"),
        UniqueConstraint("fund_id", "reference"),
    )

    id: str = own_id("uni")
    fund_id: str = ref("fund.id")
    holder_id: str = ref("organisation.id", index=True)
    units: int = Field(sa_type=BigInteger)
    amount_minor: int = Field(sa_type=BigInteger)
    reference: str = words()
    issued_at: datetime = moment()


class UnitNotice(Table, table=True):
    """A member gives units back: paid from `payable_from` on, for `amount_minor` once it has been."""

    __tablename__ = "unit_notice"
    __table_args__ = (
        check("units_positive", "units > 0"),
        check("paid_whole", "num_nonnulls(redeemed_at, amount_minor) in (0, 2)"),
        check("notice_kept", "payable_from >= given_at and redeemed_at >= payable_from"),
        Index("ix_unit_notice_open", "fund_id", postgresql_where=text("redeemed_at is null")),
    )

    id: str = own_id("unt")
    fund_id: str = ref("fund.id")
    holder_id: str = ref("organisation.id", index=True)
    units: int = Field(sa_type=BigInteger)
    given_by: str = ref("person.id")
    given_at: datetime = moment()
    payable_from: datetime = moment()
    redeemed_at: datetime | None = moment(default=None, nullable=True)
    amount_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class UnitHolding(Table, table=True):
    """How many units a member has of a fund, and how many of them it gave notice of."""

    __tablename__ = "unit_holding"
    __table_args__ = (check("notice_of_own", "noticed between 0 and units"),)

    fund_id: str = ref("fund.id", primary_key=True)
    holder_id: str = ref("organisation.id", primary_key=True)
    units: int = Field(sa_type=BigInteger)
    noticed: int = Field(default=0, sa_type=BigInteger)


class FundYear(Table, table=True):
    """What a labour investment fund says of a year: jobs kept and created where it invested, with what shows it. Counts
    as reported; a later report of the same year takes the place of an earlier one, which stays."""

    __tablename__ = "fund_year"
    __table_args__ = (
        check("counts_sane", "jobs_kept between 0 and 10000000 and jobs_created between 0 and 10000000"),
        check("year_sane", "year between 1970 and 2200"),
        Index("ix_fund_year", "fund_id", "year"),
    )

    id: str = own_id("fyr")
    fund_id: str = ref("fund.id")
    year: int
    jobs_kept: int
    jobs_created: int
    evidence_url: str = words()
    reported_by: str = ref("person.id")
    reported_at: datetime = moment()
