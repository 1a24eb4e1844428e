"""Premium: views into answers."""

from collections.abc import Sequence

from api.schemas.base import money_out
from api.schemas.premiums import (
    CashCapOut,
    EarmarkOut,
    OriginOut,
    PremiumNumbersOut,
    PremiumOut,
    PremiumUseOut,
)
from market.fund.premium.binding.rules import Binding, CashCap, Earmark, Origin
from market.fund.premium.queries import PremiumNumbers, PremiumUse
from models.enums import PremiumUseWord


def premium_out(
    organisation_id: str, uses: Sequence[PremiumUse], by_currency: Sequence[tuple[PremiumNumbers, Binding]]
) -> PremiumOut:
    """The numbers of each currency, with what binds them there."""
    return PremiumOut(
        organisation_id=organisation_id,
        totals=[
            PremiumNumbersOut(
                generated=money_out(one.generated, one.currency),
                transferred=money_out(one.transferred, one.currency),
                allocated=money_out(one.allocated, one.currency),
                spent=money_out(one.spent, one.currency),
            )
            for one, _ in by_currency
        ],
        uses=[
            PremiumUseOut(
                use=PremiumUseWord(one.use),
                allocated=money_out(one.allocated, one.currency),
                spent=money_out(one.spent, one.currency),
            )
            for one in uses
        ],
        earmarks=[_earmark(one, numbers.currency) for numbers, binding in by_currency for one in binding.earmarks],
        cash_caps=[_cap(binding.cash, numbers.currency) for numbers, binding in by_currency if binding.cash],
    )


def _earmark(one: Earmark, currency: str) -> EarmarkOut:
    return EarmarkOut(
        use=PremiumUseWord(one.use),
        required=money_out(one.required, currency),
        allocated=money_out(one.allocated, currency),
        left=money_out(one.left, currency),
        origins=[_origin(origin) for origin in one.origins],
    )


def _cap(cap: CashCap, currency: str) -> CashCapOut:
    return CashCapOut(
        most=money_out(cap.most, currency),
        allocated=money_out(cap.allocated, currency),
        bps=cap.bps,
        origin=_origin(cap.origin),
    )


def _origin(origin: Origin) -> OriginOut:
    return OriginOut(scheme=origin.scheme, source=origin.source, confirmed=origin.is_confirmed)
