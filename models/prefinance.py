"""Money of a fund that goes ahead of a harvest, and what a fund lets its money be used for."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from models.base import CURRENCY_RULE, Table, check, made_at, maybe_ref, moment, one_of, own_id, ref, text_list, words
from models.enums.prefinance import PrefinanceAct, PrefinanceState, RepaymentSource, ScreenSide, ScreenUse


class PrefinanceTerms(Table, table=True):
    """What a fund lends by: at most this share of an expected order, at most this interest a year."""

    __tablename__ = "prefinance_terms"
    __table_args__ = (
        check("share_sane", "share_cap_bps between 1 and 10000"),
        check("interest_sane", "interest_cap_bps between 0 and 10000"),
    )

    fund_id: str = ref("fund.id", primary_key=True)
    share_cap_bps: int
    interest_cap_bps: int
    set_by: str = ref("person.id")
    set_at: datetime = moment()


class Prefinance(Table, table=True):
    """A producer's wish for money ahead of an order, and what became of it. `buyer_id` None: the market's own buyers.

    What is still owed stands in `outstanding_minor`, without interest; the books have the same on the organisation's
    account.
    """

    __tablename__ = "prefinance"
    __table_args__ = (
        one_of("state", PrefinanceState),
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
        check("within_the_cap", "amount_minor::numeric * 10000 <= expected_minor::numeric * share_cap_bps"),
        check("interest_within_the_cap", "interest_bps between 0 and interest_cap_bps"),
        check("repays_a_share", "repay_bps between 1 and 10000"),
        check("owes_no_more", "outstanding_minor between 0 and amount_minor"),
        check("interest_not_negative", "interest_paid_minor >= 0"),
        check("owes_while_granted", "state = 'granted' or outstanding_minor = 0"),
        Index("ix_prefinance_fund", "fund_id", text("id desc")),
        Index("ix_prefinance_organisation", "organisation_id", text("id desc")),
        Index(
            "uq_prefinance_open",
            "organisation_id",
            "currency",
            unique=True,
            postgresql_where=text("state = 'granted'"),
        ),
    )

    id: str = own_id("prf")
    fund_id: str = ref("fund.id")
    organisation_id: str = ref("organisation.id")
    buyer_id: str | None = maybe_ref("organisation.id")
    currency: str = words()
    expected_minor: int = Field(sa_type=BigInteger)
    expected_what: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    share_cap_bps: int
    repay_bps: int
    interest_bps: int
    interest_cap_bps: int
    due_on: date
    state: PrefinanceState = words(default=PrefinanceState.REQUESTED)
    outstanding_minor: int = Field(default=0, sa_type=BigInteger)
    interest_paid_minor: int = Field(default=0, sa_type=BigInteger)
    requested_by: str = ref("person.id")
    requested_at: datetime = moment()
    granted_at: datetime | None = moment(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)


class PrefinanceVoice(Table, table=True):
    """One person's word on one wish: two different people are needed to grant it or to give it up."""

    __tablename__ = "prefinance_voice"
    __table_args__ = (one_of("act", PrefinanceAct),)

    prefinance_id: str = ref("prefinance.id", primary_key=True)
    act: PrefinanceAct = words(primary_key=True)
    person_id: str = ref("person.id", primary_key=True)
    reason: str = words(default="")
    said_at: datetime = moment()


class PrefinanceRepayment(Table, table=True):
    """What came back, apart what of it was interest."""

    __tablename__ = "prefinance_repayment"
    __table_args__ = (
        one_of("source", RepaymentSource),
        check("not_negative", "least(principal_minor, interest_minor) >= 0"),
        check("not_nothing", "principal_minor + interest_minor > 0"),
    )

    id: str = own_id("prr")
    prefinance_id: str = ref("prefinance.id", index=True)
    source: RepaymentSource = words()
    principal_minor: int = Field(sa_type=BigInteger)
    interest_minor: int = Field(sa_type=BigInteger)
    reference: str = words(default="")
    made_at: datetime = moment()


class FundScreen(Table, table=True):
    """One term that a fund includes or excludes. Never changed: it ends, and another begins."""

    __tablename__ = "fund_screen"
    __table_args__ = (
        one_of("side", ScreenSide),
        one_of("use", ScreenUse),
        Index(
            "uq_fund_screen_open",
            "fund_id",
            "use",
            "side",
            "term",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: str = own_id("fsc")
    fund_id: str = ref("fund.id")
    use: ScreenUse = words()
    side: ScreenSide = words()
    term: str = words()
    reason: str = words()
    set_by: str = ref("person.id")
    set_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)


class Place(Table, table=True):
    """Somewhere idle money may sit: a bank, a credit union, a cooperative. `terms` say what it is and does."""

    __tablename__ = "money_place"
    __table_args__ = (UniqueConstraint("name"), check("country_is_iso", "country ~ '^[A-Z]{2}$'"))

    id: str = own_id("plc")
    name: str = words()
    country: str = words()
    terms: list[str] = text_list()
    url: str = words(default="")
    added_by: str = ref("person.id")
    created_at: datetime = made_at()


class FundPlacement(Table, table=True):
    """Money of a fund put somewhere, or taken back from there (`amount_minor` below zero)."""

    __tablename__ = "fund_placement"
    __table_args__ = (
        check("not_nothing", "amount_minor <> 0"),
        Index("ix_fund_placement_fund", "fund_id", "place_id"),
    )

    id: str = own_id("fpl")
    fund_id: str = ref("fund.id")
    place_id: str = ref("money_place.id")
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    moved_by: str = ref("person.id")
    moved_at: datetime = moment()
