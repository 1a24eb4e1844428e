"""What the members of two of the demo's co-operatives decided to use their premium for, and what they spent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from kit.money import Money, share_of
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.queries import list_numbers
from market.fund.premium.rules import Vote
from market.fund.premium.spend_premium import spend_premium

_HAS_DECISIONS = text("select exists (select from journal where kind = 'premium_allocated')")
_SINCE_THE_ASSEMBLY = timedelta(days=24)


@dataclass(frozen=True)
class _Decision:
    """Shares are of what arrived, `spent_bps` of what was decided on, in hundredths of a per cent."""

    producer: str
    use: str
    share_bps: int
    spent_bps: int
    purpose: str
    bought: str


_DECISIONS = (
    _Decision("tres-quebradas", "quality", 3000, 6000, "Tres secadores solares comunales", "Láminas y mallas"),
    _Decision("tres-quebradas", "education", 3500, 5000, "El sueldo de una técnica de campo", "Sueldo de medio año"),
    _Decision("nine-compounds", "community", 4500, 10_000, "A borehole at the mill", "Drilling and the pump"),
    _Decision("nine-compounds", "health", 3000, 4000, "Health insurance of the members", "Renewals, first part"),
)


def decide_on_premium(session: Session, content: DemoContent, ground: Ground, *, now: datetime) -> None:
    """Let members decide on most of the premium that has arrived; what is left is carried over."""
    if session.execute(_HAS_DECISIONS).scalar_one():
        return
    members = {producer.slug: producer.members.total for producer in content.producers}
    for decision in _DECISIONS:
        organisation_id, total = ground.organisations[decision.producer], members[decision.producer]
        vote = Vote((now - _SINCE_THE_ASSEMBLY).date(), total, total * 3 // 5, total // 2)
        for numbers in list_numbers(session, organisation_id):
            allocated = share_of(numbers.transferred, decision.share_bps)
            spent = share_of(allocated, decision.spent_bps)
            if not spent:
                continue
            allocate_premium(
                session,
                organisation_id=organisation_id,
                amount=Money(allocated, numbers.currency),
                use=decision.use,
                purpose=decision.purpose,
                vote=vote,
                reference=f"demo-{decision.use}-{numbers.currency}",
                now=now,
            )
            spend_premium(
                session,
                organisation_id=organisation_id,
                amount=Money(spent, numbers.currency),
                use=decision.use,
                note=decision.bought,
                reference=f"demo-{decision.use}-{numbers.currency}",
                now=now,
            )
