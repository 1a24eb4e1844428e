"""What each account is called, what kind it is, whose, and whether it may be overdrawn."""

import pytest

from market.ledger.accounts import (
    FEE_INCOME,
    MINIMUM_PRICE_TOPUPS,
    PROMOTIONS,
    SHIPPING_INCOME,
    SOLIDARITY_FUND,
    STRIPE_AVAILABLE,
    AccountSpec,
    account_of_part,
    account_of_purpose,
    account_of_rail,
    bank,
    dues_payable,
    frozen_account,
    held,
    in_transit,
    premium,
    producer_payable,
    purpose_of_part,
    receivable,
    reversal_in_transit,
    tax,
)
from models.enums import AccountKind, PartKind, PayoutPurpose, PayoutRail

LIABILITY, ASSET = AccountKind.LIABILITY, AccountKind.ASSET
STEMS = {
    PayoutPurpose.GOODS: "producer:org_1",
    PayoutPurpose.PREMIUM: "premium:org_1",
    PayoutPurpose.DUES: "federation:org_1",
    PayoutPurpose.FUND: "fund:org_1",
}
OWED = {
    PayoutPurpose.GOODS: "producer:org_1:payable",
    PayoutPurpose.PREMIUM: "premium:org_1",
    PayoutPurpose.DUES: "federation:org_1:dues_payable",
    PayoutPurpose.FUND: "fund:org_1:payable",
}


@pytest.mark.parametrize(
    ("account", "code", "kind"),
    [
        (producer_payable("org_1"), "producer:org_1:payable", LIABILITY),
        (in_transit("org_1"), "producer:org_1:in_transit", LIABILITY),
        (reversal_in_transit("org_1"), "producer:org_1:reversal_in_transit", ASSET),
        (premium("org_1"), "premium:org_1", LIABILITY),
        (dues_payable("org_1"), "federation:org_1:dues_payable", LIABILITY),
    ],
)
def test_an_organisations_account_is_its_own_and_guarded(account: AccountSpec, code: str, kind: AccountKind) -> None:
    assert account == AccountSpec(code, kind, "org_1", is_guarded=True)


@pytest.mark.parametrize("purpose", PayoutPurpose)
def test_each_purpose_has_accounts_of_its_own(purpose: PayoutPurpose) -> None:
    assert held(purpose, "org_1") == AccountSpec(f"{STEMS[purpose]}:held", LIABILITY, "org_1", is_guarded=True)
    assert receivable(purpose, "org_1") == AccountSpec(f"{STEMS[purpose]}:receivable", ASSET, "org_1", is_guarded=True)
    owed = account_of_purpose(purpose, "org_1")
    assert owed == AccountSpec(OWED[purpose], LIABILITY, "org_1", is_guarded=True)


def test_the_markets_accounts_are_nobodys_and_not_guarded() -> None:
    assert tax("FR") == AccountSpec("tax:FR", LIABILITY)
    assert bank(PayoutRail.MANUAL_BANK) == AccountSpec("bank:manual_bank", ASSET)
    assert account_of_rail(PayoutRail.MANUAL_BANK) == bank(PayoutRail.MANUAL_BANK)
    assert account_of_rail(PayoutRail.STRIPE_CONNECT) == STRIPE_AVAILABLE


@pytest.mark.parametrize(
    ("kind", "account", "purpose"),
    [
        (PartKind.PRODUCER, producer_payable("org_1"), PayoutPurpose.GOODS),
        (PartKind.MINIMUM_PRICE_TOPUP, producer_payable("org_1"), PayoutPurpose.GOODS),
        (PartKind.PREMIUM, premium("org_1"), PayoutPurpose.PREMIUM),
        (PartKind.FEDERATION_DUES, dues_payable("org_1"), PayoutPurpose.DUES),
        (PartKind.SOLIDARITY, SOLIDARITY_FUND, None),
        (PartKind.MARKET_FEE, FEE_INCOME, None),
        (PartKind.SHIPPING, SHIPPING_INCOME, None),
        (PartKind.VAT, tax("FR"), None),
        (PartKind.FEE_VAT, tax("DE"), None),
        (PartKind.MINIMUM_PRICE_SUBSIDY, MINIMUM_PRICE_TOPUPS, None),
        (PartKind.DISCOUNT_SUBSIDY, PROMOTIONS, None),
    ],
)
def test_a_part_is_owed_to_whom_it_goes(kind: PartKind, account: AccountSpec, purpose: PayoutPurpose | None) -> None:
    assert account_of_part(kind, "org_1", country="FR", market_country="DE") == account
    assert purpose_of_part(kind) is purpose
    assert frozen_account(kind, account.code, "org_1") == account
    assert frozen_account(kind, "as:frozen", "org_1").code == "as:frozen"


def test_every_kind_of_part_has_its_account() -> None:
    for kind in PartKind:
        assert account_of_part(kind, "org_1", country="FR", market_country="DE").code


@pytest.mark.parametrize(
    "kind", [PartKind.PRODUCER, PartKind.MINIMUM_PRICE_TOPUP, PartKind.PREMIUM, PartKind.FEDERATION_DUES]
)
def test_a_share_needs_somebody_to_go_to(kind: PartKind) -> None:
    with pytest.raises(ValueError, match=rf"^a part of kind {kind} needs a beneficiary$"):
        account_of_part(kind, None, country="FR")


def test_vat_on_a_fee_needs_the_markets_country() -> None:
    with pytest.raises(ValueError, match=r"^VAT on a fee needs the market's country$"):
        account_of_part(PartKind.FEE_VAT, None, country="FR")
