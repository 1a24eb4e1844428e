"""The accounts: their codes, their kinds, and which of them may never be overdrawn.

A debit is positive and a credit negative, so an asset or an expense normally stands above zero and a liability or an
income below. `is_guarded` accounts may never cross zero: the database refuses the entry. What an organisation is owed
is never below nothing; what it owes back, after a refund of something already paid out, is an asset of its own.
"""

from dataclasses import dataclass, replace

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
STRIPE_RESERVED = AccountSpec("stripe:reserved", AccountKind.ASSET)
# Where the market's own payouts at Stripe arrive, and its top-ups come from.
OWN_BANK = AccountSpec("bank:own", AccountKind.ASSET)
DISPUTED = AccountSpec("dispute:receivable", AccountKind.ASSET, is_guarded=True)
SUSPENSE = AccountSpec("suspense", AccountKind.LIABILITY)
REFUNDS_IN_TRANSIT = AccountSpec("refunds:in_transit", AccountKind.LIABILITY, is_guarded=True)
CUSTOMER_CREDIT = AccountSpec("customer:credit", AccountKind.LIABILITY, is_guarded=True)
SOLIDARITY_FUND = AccountSpec("solidarity:fund", AccountKind.LIABILITY, is_guarded=True)
FEE_INCOME = AccountSpec("platform:fee_income", AccountKind.INCOME)
SHIPPING_INCOME = AccountSpec("platform:shipping_income", AccountKind.INCOME)
STRIPE_FEES = AccountSpec("stripe_fees", AccountKind.EXPENSE)
MINIMUM_PRICE_TOPUPS = AccountSpec("min_price_topup", AccountKind.EXPENSE)
PROMOTIONS = AccountSpec("promotions", AccountKind.EXPENSE)
REFUNDS_BORNE = AccountSpec("refunds_borne", AccountKind.EXPENSE)
DISPUTE_LOSS = AccountSpec("dispute_loss", AccountKind.EXPENSE)
BAD_DEBT = AccountSpec("bad_debt", AccountKind.EXPENSE)
# Both sides of every conversion that Stripe makes: what it holds is the market's gain or loss by exchange.
FX_DIFFERENCE = AccountSpec("fx_difference", AccountKind.EXPENSE)


# What of a price is a fund's: its account is the fund's own, and what of it is given back is taken from there.
FUND_PARTS = frozenset({PartKind.SOLIDARITY, PartKind.CONTRIBUTION, PartKind.TIER_SUPPORT, PartKind.TIER_RELIEF})


def producer_payable(organisation_id: str) -> AccountSpec:
    """What the market owes a producer for goods; never below nothing."""
    return AccountSpec(f"producer:{organisation_id}:payable", AccountKind.LIABILITY, organisation_id, is_guarded=True)


def in_transit(organisation_id: str) -> AccountSpec:
    """What a payout has claimed and is not yet known to have arrived."""
    return AccountSpec(
        f"producer:{organisation_id}:in_transit", AccountKind.LIABILITY, organisation_id, is_guarded=True
    )


def reversal_in_transit(organisation_id: str) -> AccountSpec:
    """What Stripe has been asked to bring back from an organisation's transfers, and has not yet brought."""
    return AccountSpec(
        f"producer:{organisation_id}:reversal_in_transit", AccountKind.ASSET, organisation_id, is_guarded=True
    )


def premium(organisation_id: str) -> AccountSpec:
    """The fair-trade premium owed to an organisation: restricted money, apart from the goods."""
    return AccountSpec(f"premium:{organisation_id}", AccountKind.LIABILITY, organisation_id, is_guarded=True)


def premium_use(organisation_id: str, side: str) -> AccountSpec:
    """A memorandum of premium that has reached an organisation: `planned` against `allocated` and `spent`. No money of
    the market's moves on it, so it is nobody's account; no more can be spent than was allocated."""
    kind = AccountKind.ASSET if side == "planned" else AccountKind.LIABILITY
    return AccountSpec(f"premium_use:{organisation_id}:{side}", kind, is_guarded=True)


def dues_payable(federation_id: str) -> AccountSpec:
    """What a federation is owed by its members' sales."""
    return AccountSpec(
        f"federation:{federation_id}:dues_payable", AccountKind.LIABILITY, federation_id, is_guarded=True
    )


def fund(account_code: str) -> AccountSpec:
    """A fund's own money, by the code that the fund is written down with. Nobody's but the fund's."""
    return AccountSpec(account_code, AccountKind.LIABILITY, is_guarded=True)


def promised(account_code: str) -> AccountSpec:
    """What a fund has promised to pay of orders that wait for their buyers' payments."""
    return AccountSpec(f"{account_code}:promised", AccountKind.LIABILITY, is_guarded=True)


def fund_payable(organisation_id: str) -> AccountSpec:
    """What funds have decided to give an organisation, and no payout has claimed."""
    return AccountSpec(f"fund:{organisation_id}:payable", AccountKind.LIABILITY, organisation_id, is_guarded=True)


def tax(country: str) -> AccountSpec:
    """VAT owed to a country."""
    return AccountSpec(f"tax:{country}", AccountKind.LIABILITY)


def bank(rail: PayoutRail) -> AccountSpec:
    """The market's own bank account behind a rail that is not Stripe."""
    return AccountSpec(f"bank:{rail}", AccountKind.ASSET)


_STEM = {
    PayoutPurpose.GOODS: "producer:{}",
    PayoutPurpose.PREMIUM: "premium:{}",
    PayoutPurpose.DUES: "federation:{}",
    PayoutPurpose.FUND: "fund:{}",
}


def held(purpose: PayoutPurpose, beneficiary_id: str) -> AccountSpec:
    """What is owed and may not leave while a hold stands."""
    code = _STEM[purpose].format(beneficiary_id) + ":held"
    return AccountSpec(code, AccountKind.LIABILITY, beneficiary_id, is_guarded=True)


def receivable(purpose: PayoutPurpose, beneficiary_id: str) -> AccountSpec:
    """What an organisation owes back of what it was paid; netted against later payouts for the same purpose."""
    code = _STEM[purpose].format(beneficiary_id) + ":receivable"
    return AccountSpec(code, AccountKind.ASSET, beneficiary_id, is_guarded=True)


def prefinance_outstanding(organisation_id: str) -> AccountSpec:
    """What an organisation owes of money that a fund sent ahead; never below nothing. Without interest."""
    code = f"prefinance:{organisation_id}:outstanding"
    return AccountSpec(code, AccountKind.ASSET, organisation_id, is_guarded=True)


def lent(fund_id: str) -> AccountSpec:
    """What a fund is owed of money that it sent ahead, apart from what it can spend."""
    return AccountSpec(f"fund:{fund_id}:lent", AccountKind.LIABILITY, is_guarded=True)


def elsewhere(account_code: str) -> AccountSpec:
    """What of a fund sits in places, and cannot be spent before it is taken back."""
    return AccountSpec(f"{account_code}:placed", AccountKind.LIABILITY, is_guarded=True)


def placed(fund_id: str, place_id: str) -> AccountSpec:
    """Idle money of a fund that sits somewhere else than in the market's bank account."""
    return AccountSpec(f"place:{place_id}:{fund_id}", AccountKind.ASSET, is_guarded=True)


def account_of_part(
    kind: PartKind, beneficiary_id: str | None, *, country: str, market_country: str | None = None
) -> AccountSpec:
    """Where a part of a price is owed, or what it is paid from when the market puts it in.

    `country` is where the goods go and their VAT with them; VAT on fees goes to the market's own country. Raises
    ValueError for a share that has nobody to go to.
    """
    match kind:
        case PartKind.MARKET_FEE:
            return FEE_INCOME
        case PartKind.SOLIDARITY | PartKind.CONTRIBUTION | PartKind.TIER_SUPPORT | PartKind.TIER_RELIEF:
            return SOLIDARITY_FUND
        case PartKind.SHIPPING:
            return SHIPPING_INCOME
        case PartKind.VAT:
            return tax(country)
        case PartKind.MINIMUM_PRICE_SUBSIDY:
            return MINIMUM_PRICE_TOPUPS
        case PartKind.DISCOUNT_SUBSIDY:
            return PROMOTIONS
        case PartKind.FEE_VAT:
            if market_country is None:
                raise ValueError("VAT on a fee needs the market's country")
            return tax(market_country)
    if beneficiary_id is None:
        raise ValueError(f"a part of kind {kind} needs a beneficiary")
    match kind:
        case PartKind.PRODUCER | PartKind.MINIMUM_PRICE_TOPUP:
            return producer_payable(beneficiary_id)
        case PartKind.PREMIUM:
            return premium(beneficiary_id)
        case PartKind.FEDERATION_DUES:  # pragma: no branch  # every kind is named
            return dues_payable(beneficiary_id)


def frozen_account(kind: PartKind, code: str, beneficiary_id: str | None) -> AccountSpec:
    """The account that a frozen part names by its code."""
    return replace(account_of_part(kind, beneficiary_id, country="", market_country=""), code=code)


def purpose_of_part(kind: PartKind) -> PayoutPurpose | None:
    """For which purpose a part is paid out; None for what stays with the market or a fund, or goes to a tax office."""
    match kind:
        case PartKind.PRODUCER | PartKind.MINIMUM_PRICE_TOPUP:
            return PayoutPurpose.GOODS
        case PartKind.PREMIUM:
            return PayoutPurpose.PREMIUM
        case PartKind.FEDERATION_DUES:
            return PayoutPurpose.DUES
        case _:
            return None


def account_of_purpose(purpose: PayoutPurpose, beneficiary_id: str) -> AccountSpec:
    """Where the money of a payout is owed before the payout claims it."""
    match purpose:
        case PayoutPurpose.GOODS:
            return producer_payable(beneficiary_id)
        case PayoutPurpose.PREMIUM:
            return premium(beneficiary_id)
        case PayoutPurpose.DUES:
            return dues_payable(beneficiary_id)
        case PayoutPurpose.FUND:  # pragma: no branch  # every purpose is named
            return fund_payable(beneficiary_id)


def account_of_rail(rail: PayoutRail) -> AccountSpec:
    """What a payout on this rail is paid from."""
    return STRIPE_AVAILABLE if rail is PayoutRail.STRIPE_CONNECT else bank(rail)
