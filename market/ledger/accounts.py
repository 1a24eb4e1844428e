"""The accounts: their codes, their kinds, and which of them may never be overdrawn.

A debit is positive and a credit negative, so an asset or an expense normally stands above zero and a liability or an
income below. `is_guarded` accounts may never cross zero: the database refuses the entry.
"""

from dataclasses import dataclass

from models.enums import AccountKind, PartKind, PayoutPurpose, PayoutRail


@dataclass(frozen=True)
class AccountSpec:
    """One account, in whatever currency it is used; opened by the first entry that names it."""

    code: str
    kind: AccountKind
    owner_id: str | None = None
    is_guarded: bool = False


STRIPE_PENDING = AccountSpec("stripe:pending", AccountKind.ASSET)
# Refunds and disputes can take it below zero: then the market owes Stripe.
STRIPE_AVAILABLE = AccountSpec("stripe:available", AccountKind.ASSET)
SUSPENSE = AccountSpec("suspense", AccountKind.LIABILITY)
SOLIDARITY_FUND = AccountSpec("solidarity:fund", AccountKind.LIABILITY, is_guarded=True)
FEE_INCOME = AccountSpec("platform:fee_income", AccountKind.INCOME)
SHIPPING_INCOME = AccountSpec("platform:shipping_income", AccountKind.INCOME)
STRIPE_FEES = AccountSpec("stripe_fees", AccountKind.EXPENSE)


def producer_payable(organisation_id: str) -> AccountSpec:
    """What the market owes a producer for goods; never below nothing."""
    return AccountSpec(f"producer:{organisation_id}:payable", AccountKind.LIABILITY, organisation_id, is_guarded=True)


def in_transit(organisation_id: str) -> AccountSpec:
    """What a payout has claimed and is not yet known to have arrived."""
    return AccountSpec(
        f"producer:{organisation_id}:in_transit", AccountKind.LIABILITY, organisation_id, is_guarded=True
    )


def premium(organisation_id: str) -> AccountSpec:
    """The fair-trade premium owed to an organisation: restricted money, apart from the goods."""
    return AccountSpec(f"premium:{organisation_id}", AccountKind.LIABILITY, organisation_id, is_guarded=True)


def dues_payable(federation_id: str) -> AccountSpec:
    """What a federation is owed by its members' sales."""
    return AccountSpec(
        f"federation:{federation_id}:dues_payable", AccountKind.LIABILITY, federation_id, is_guarded=True
    )


def tax(country: str) -> AccountSpec:
    """VAT owed to a country."""
    return AccountSpec(f"tax:{country}", AccountKind.LIABILITY)


def bank(rail: PayoutRail) -> AccountSpec:
    """The market's own bank account behind a rail that is not Stripe."""
    return AccountSpec(f"bank:{rail}", AccountKind.ASSET)


def account_of_part(kind: PartKind, beneficiary_id: str | None, *, country: str) -> AccountSpec:
    """Where a part of a price is owed. Raises ValueError for a share that has nobody to go to."""
    match kind:
        case PartKind.MARKET_FEE:
            return FEE_INCOME
        case PartKind.SOLIDARITY:
            return SOLIDARITY_FUND
        case PartKind.SHIPPING:
            return SHIPPING_INCOME
        case PartKind.VAT:
            return tax(country)
    if beneficiary_id is None:
        raise ValueError(f"a part of kind {kind} needs a beneficiary")
    match kind:
        case PartKind.PRODUCER:
            return producer_payable(beneficiary_id)
        case PartKind.PREMIUM:
            return premium(beneficiary_id)
        case PartKind.FEDERATION_DUES:
            return dues_payable(beneficiary_id)


def account_of_purpose(purpose: PayoutPurpose, beneficiary_id: str) -> AccountSpec:
    """Where the money of a payout is owed before the payout claims it."""
    match purpose:
        case PayoutPurpose.GOODS:
            return producer_payable(beneficiary_id)
        case PayoutPurpose.PREMIUM:
            return premium(beneficiary_id)
        case PayoutPurpose.DUES:
            return dues_payable(beneficiary_id)
        case PayoutPurpose.FUND:
            return SOLIDARITY_FUND


def account_of_rail(rail: PayoutRail) -> AccountSpec:
    """What a payout on this rail is paid from."""
    return STRIPE_AVAILABLE if rail is PayoutRail.STRIPE_CONNECT else bank(rail)
