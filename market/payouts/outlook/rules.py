"""What comes next of what has been earned and not yet claimed, by the rules of the next run. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kit.clock import IsoWeek
from kit.money import Money
from market.payouts.run_payouts import PayoutTerms
from market.payouts.sentence.rules import Obstacle, Outlook
from models.enums import HoldReason, PayoutAccountState, PayoutPurpose, PayoutRail


@dataclass(frozen=True)
class Waiting:
    """A sum of unclaimed items of one purpose and one eligible moment; None while Stripe has not said when its money
    is usable. `share_minor` of it repays prefinance, as long as something is owed."""

    purpose: PayoutPurpose
    eligible_at: datetime | None
    held_for: HoldReason | None
    minor: int
    share_minor: int = 0


@dataclass(frozen=True)
class Destination:
    """Where an organisation is paid, and what Stripe still asks of it."""

    rail: PayoutRail
    state: PayoutAccountState
    digits: str
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Circumstances:
    """What a run would find: the account, the least it pays, what each purpose owes back, and what is owed of
    prefinance."""

    currency: str
    destination: Destination | None
    minimum_minor: int = 1
    owed_back_minor: Mapping[PayoutPurpose, int] = field(default_factory=dict)
    prefinance_minor: int = 0


@dataclass(frozen=True)
class _Sum:
    gross_minor: int
    netted_minor: int
    repaid_minor: int
    oldest: datetime

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.netted_minor


def outlook_of(
    items: Sequence[Waiting], circumstances: Circumstances, *, terms: PayoutTerms, now: datetime
) -> Outlook | None:
    """The next payout as far as anybody can tell: the day after the week in which it falls due. None for nothing."""
    if not items:
        return None
    free = [item for item in items if item.held_for is None]
    dated = [item.eligible_at for item in free if item.eligible_at is not None]
    if not dated:
        money = Money(sum(item.minor for item in free or items), circumstances.currency)
        if free:
            return Outlook(money, obstacle=Obstacle.WAITING_FOR_FUNDS)
        return Outlook(money, obstacle=Obstacle.HELD, hold_reason=items[0].held_for)
    ends_at = IsoWeek.of(max(min(dated), now)).ends_at
    sums = _sums(free, circumstances, terms, ends_at)
    blocked = _blocked(sums, circumstances)
    return blocked or _next(sums, circumstances, terms, ends_at)


def _sums(items: Sequence[Waiting], circumstances: Circumstances, terms: PayoutTerms, ends_at: datetime) -> list[_Sum]:
    found = []
    for purpose in PayoutPurpose:
        due = [
            (item.eligible_at, item.minor, item.share_minor)
            for item in items
            if item.purpose is purpose and item.eligible_at is not None and item.eligible_at <= ends_at
        ]
        if due:
            repaid = min(circumstances.prefinance_minor, sum(share for _, _, share in due))
            gross = sum(minor for _, minor, _ in due) - repaid
            netted = min(circumstances.owed_back_minor.get(purpose, 0), gross * terms.netting_bps // 10_000)
            found.append(_Sum(gross, netted, repaid, min(eligible_at for eligible_at, _, _ in due)))
    return found


def _blocked(sums: Sequence[_Sum], circumstances: Circumstances) -> Outlook | None:
    """An account that cannot be paid, whatever is due."""
    money = Money(sum(one.net_minor for one in sums), circumstances.currency)
    account = circumstances.destination
    if account is None:
        return Outlook(money, obstacle=Obstacle.NO_ACCOUNT)
    match account.state:
        case PayoutAccountState.PENDING:
            return Outlook(money, account.rail, None, Obstacle.ACCOUNT_PENDING, requirements=account.requirements)
        case PayoutAccountState.RESTRICTED:
            return Outlook(money, account.rail, None, Obstacle.ACCOUNT_RESTRICTED, requirements=account.requirements)
        case PayoutAccountState.ACTIVE:  # pragma: no branch  # every state is named
            return None


def _next(sums: Sequence[_Sum], circumstances: Circumstances, terms: PayoutTerms, ends_at: datetime) -> Outlook:
    account, currency = circumstances.destination, circumstances.currency
    assert account is not None
    leaving = [
        one
        for one in sums
        if one.net_minor >= circumstances.minimum_minor or one.oldest + terms.longest_wait <= ends_at
    ]
    netted = Money(sum(one.netted_minor for one in leaving or sums), currency)
    repaid = Money(sum(one.repaid_minor for one in leaving or sums), currency)
    money = Money(sum(one.net_minor for one in leaving or sums), currency)
    if leaving:
        return Outlook(money, account.rail, ends_at.date(), account_digits=account.digits, netted=netted, repaid=repaid)
    return Outlook(
        money,
        account.rail,
        obstacle=Obstacle.BELOW_MINIMUM,
        minimum=Money(circumstances.minimum_minor, currency),
        latest_on=IsoWeek.of(min(one.oldest for one in sums) + terms.longest_wait).ends_at.date(),
        netted=netted,
        repaid=repaid,
    )
