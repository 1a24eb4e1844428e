"""Taking back what was earned: first from what no payout has claimed, then as something owed back. Pure.

An item that is unclaimed is reduced, so that the next run pays that much less. What a payout has claimed is gone: the
organisation owes it back (`receivable`), and later payouts for the same purpose are netted with it. Nothing an
organisation is owed for one thing is ever taken for another without that being written down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kit.money import Money
from market.ledger.accounts import (
    FUND_PARTS,
    REFUNDS_BORNE,
    AccountSpec,
    account_of_purpose,
    frozen_account,
    fund,
    held,
    purpose_of_part,
    receivable,
)
from market.ledger.entry import Leg
from models.enums import LiableParty, PartKind, PayoutPurpose


@dataclass(frozen=True)
class OpenItem:
    """Something earned that no payout has claimed, and how much of it is left."""

    id: str
    order_line_id: str | None
    beneficiary_id: str
    purpose: PayoutPurpose
    left_minor: int
    is_held: bool


@dataclass(frozen=True)
class GivenBack:
    """How much of one part of a price goes back to the buyer; negative where a subsidy flows back to the market."""

    part_id: str
    order_line_id: str | None
    kind: PartKind
    beneficiary_id: str | None
    account_code: str
    money: Money


@dataclass(frozen=True)
class Reduction:
    """So much less may be claimed of an item."""

    item_id: str
    minor: int


@dataclass(frozen=True)
class Source:
    """What one part's share of a refund was taken from."""

    part_id: str
    minor: int
    owed_minor: int = 0
    receivable_minor: int = 0
    borne_minor: int = 0


@dataclass(frozen=True)
class TakenBack:
    """The legs that give the money back to the buyer, and what becomes of items and parts."""

    legs: tuple[Leg, ...]
    reductions: tuple[Reduction, ...]
    sources: tuple[Source, ...]


def take_back(
    given: Sequence[GivenBack], items: Iterable[OpenItem], *, liable: LiableParty, in_funds: Mapping[str, int] = {}
) -> TakenBack:
    """Where the money of a refund comes from. `in_funds`: what each fund has, in minor units, by its account's code.

    The producer liable: each part gives back its own; what a fund has used up meanwhile, the market bears. The market
    liable: producers, funds and federations keep theirs, the market pays all but the VAT, which falls away with the
    sale.
    """
    if liable is LiableParty.PLATFORM:
        return _borne(given)
    left = {item.id: item for item in sorted(items, key=lambda item: item.id)}
    funds = Purse(dict(in_funds))
    legs: list[Leg] = []
    reductions: list[Reduction] = []
    sources: list[Source] = []
    for part in given:
        purpose = purpose_of_part(part.kind)
        if part.kind in FUND_PARTS:
            legs += (from_fund := funds.take(part.account_code, part.money))
            borne = sum(leg.money.minor for leg in from_fund if leg.account is REFUNDS_BORNE)
            sources.append(Source(part.part_id, part.money.minor, borne_minor=borne))
            continue
        if purpose is None or part.beneficiary_id is None:
            legs.append(Leg(frozen_account(part.kind, part.account_code, part.beneficiary_id), part.money))
            sources.append(Source(part.part_id, part.money.minor))
            continue
        owed = 0
        for item in _items_of(part, part.beneficiary_id, purpose, left):
            taken = min(item.left_minor, part.money.minor - owed)
            if taken > 0:
                owed += taken
                left[item.id] = replace(item, left_minor=item.left_minor - taken)
                reductions.append(Reduction(item.id, taken))
                legs.append(Leg(_waiting_in(item), Money(taken, part.money.currency)))
        rest = part.money.minor - owed
        if rest:
            legs.append(Leg(receivable(purpose, part.beneficiary_id), Money(rest, part.money.currency)))
        sources.append(Source(part.part_id, part.money.minor, owed_minor=owed, receivable_minor=rest))
    return TakenBack(tuple(legs), tuple(reductions), tuple(sources))


def funds_of(given: Iterable[GivenBack]) -> frozenset[str]:
    """The accounts of the funds that parts go back from."""
    return frozenset(part.account_code for part in given if part.kind in FUND_PARTS)


@dataclass
class Purse:
    """What funds have by their accounts' codes while something is taken from them. The market bears what is missing."""

    minor: dict[str, int]

    def take(self, account_code: str, money: Money) -> list[Leg]:
        """The debits that bring so much together; for less than nothing the credit that gives it to the fund."""
        taken = min(money.minor, max(0, self.minor.get(account_code, 0)))
        self.minor[account_code] = self.minor.get(account_code, 0) - taken
        legs = [Leg(fund(account_code), Money(taken, money.currency))] if taken else []
        if rest := money.minor - taken:
            legs.append(Leg(REFUNDS_BORNE, Money(rest, money.currency)))
        return legs


def _items_of(
    part: GivenBack, beneficiary_id: str, purpose: PayoutPurpose, items: Mapping[str, OpenItem]
) -> list[OpenItem]:
    return [
        item
        for item in items.values()
        if item.purpose is purpose
        and item.beneficiary_id == beneficiary_id
        and item.order_line_id in {part.order_line_id, None}
    ]


def _waiting_in(item: OpenItem) -> AccountSpec:
    account = held if item.is_held else account_of_purpose
    return account(item.purpose, item.beneficiary_id)


def _borne(given: Sequence[GivenBack]) -> TakenBack:
    legs: list[Leg] = []
    sources: list[Source] = []
    for part in given:
        if part.kind is PartKind.VAT:
            legs.append(Leg(frozen_account(part.kind, part.account_code, None), part.money))
            sources.append(Source(part.part_id, part.money.minor))
        else:
            legs.append(Leg(REFUNDS_BORNE, part.money))
            sources.append(Source(part.part_id, part.money.minor, borne_minor=max(0, part.money.minor)))
    return TakenBack(tuple(legs), (), tuple(sources))


@dataclass(frozen=True)
class TakenShare:
    """What a refund that came to nothing had taken of one organisation for one purpose, of one line or the order."""

    key: str
    order_line_id: str | None
    beneficiary_id: str
    purpose: PayoutPurpose
    owed: Money
    receivable: Money


@dataclass(frozen=True)
class NewItem:
    """Something that is payable again."""

    key: str
    order_line_id: str | None
    beneficiary_id: str
    purpose: PayoutPurpose
    money: Money


@dataclass(frozen=True)
class Restored:
    legs: tuple[Leg, ...]
    items: tuple[NewItem, ...]


def restore(shares: Sequence[TakenShare], receivables: Mapping[tuple[PayoutPurpose, str], int]) -> Restored:
    """Undo what `take_back` took from organisations. `receivables`: what each still owes back, in minor units.

    What has meanwhile been netted or brought back is owed anew.
    """
    open_minor = dict(receivables)
    legs: list[Leg] = []
    items: list[NewItem] = []
    for share in shares:
        place = (share.purpose, share.beneficiary_id)
        forgiven = min(share.receivable.minor, open_minor.get(place, 0))
        open_minor[place] = open_minor.get(place, 0) - forgiven
        again = share.owed + share.receivable - Money(forgiven, share.owed.currency)
        if forgiven:
            legs.append(Leg(receivable(share.purpose, share.beneficiary_id), Money(-forgiven, share.owed.currency)))
        if again.minor:
            legs.append(Leg(account_of_purpose(share.purpose, share.beneficiary_id), -again))
            items.append(NewItem(share.key, share.order_line_id, share.beneficiary_id, share.purpose, again))
    return Restored(tuple(legs), tuple(items))
