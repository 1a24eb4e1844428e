"""Funds: what each is for and what it may do. Money itself stands in the ledger, votes in `models.rounds`."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    Table,
    check,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import FundKind


class Fund(Table, table=True):
    """A pot with an owner, a mandate and a ledger account of its own; `fund:<id>`, or the market's `solidarity:fund`.

    `uses` is what the mandate allows. At most `bound_share_bps` of what a fund has, what it has out included, may be
    out; `admin_cap_bps` bounds what running it may cost of what came in; who gives units back waits `notice_days`.
    A labour investment fund may have units of `unit_minor` each.
    """

    __tablename__ = "fund"
    __table_args__ = (
        one_of("kind", FundKind),
        check("currency_is_iso", CURRENCY_RULE),
        check("shares_sane", "bound_share_bps between 0 and 10000 and admin_cap_bps between 0 and 10000"),
        check("notice_sane", "notice_days between 0 and 730"),
        check("uses_known", "uses <@ array['tier', 'grant', 'investment', 'admin']"),
        check("units_are_of_labour", "unit_minor is null or (kind = 'labour_investment' and unit_minor > 0)"),
        check("labour_has_sponsor", "(kind = 'labour_investment') = (sponsor_id is not null)"),
        check("account_is_its_own", "account_code in ('solidarity:fund', 'fund:' || id)"),
        UniqueConstraint("account_code", "currency"),
    )

    id: str = own_id("fnd")
    kind: FundKind = words()
    owner_id: str = ref("organisation.id")
    sponsor_id: str | None = maybe_ref("organisation.id")
    name: str = words()
    currency: str = words()
    account_code: str = words()
    mandate: str = words(default="")
    uses: list[str] = text_list()
    bound_share_bps: int = Field(default=10_000)
    notice_days: int = Field(default=0)
    admin_cap_bps: int = Field(default=0)
    unit_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    created_at: datetime = made_at()
    closed_at: datetime | None = moment(default=None, nullable=True)
