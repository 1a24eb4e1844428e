"""What binds an organisation's premium, as it stands."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.fund.premium.binding.queries import list_rules, list_sold
from market.fund.premium.binding.rules import Binding, bind
from market.fund.premium.queries import PremiumNumbers, PremiumUse


def read_binding(
    session: Session, organisation_id: str, numbers: PremiumNumbers, uses: Sequence[PremiumUse]
) -> Binding:
    """Of one currency, that of `numbers`."""
    earmarks, cash = list_rules(session, organisation_id)
    if not earmarks and not cash:
        return Binding()
    return bind(
        list_sold(session, organisation_id, numbers.currency),
        earmarks,
        cash,
        transferred=numbers.transferred,
        allocated={one.use: one.allocated for one in uses if one.currency == numbers.currency},
    )
