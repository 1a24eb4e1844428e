"""The solidarity fund: rounds, proposals, ballots, and what was decided. Money itself stands in the ledger."""

from datetime import datetime

from models.base import (
    Table,
    made_at,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import FundKind


class Fund(Table, table=True):
    """A pot with an owner and a ledger account."""

    __tablename__ = "fund"
    __table_args__ = (one_of("kind", FundKind),)

    id: str = own_id("fnd")
    kind: FundKind = words()
    owner_id: str = ref("organisation.id")
    name: str = words()
    currency: str = words()
    account_code: str = words()
    created_at: datetime = made_at()
