"""Where the money of a refund comes from, and what becomes of it when the refund comes to nothing."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kit.money import Money
from market.earnings.rules import (
    GivenBack,
    NewItem,
    OpenItem,
    Reduction,
    Source,
    TakenBack,
    TakenShare,
    restore,
    take_back,
)
from market.ledger.accounts import account_of_part, account_of_purpose, held, purpose_of_part, receivable
from market.ledger.entry import Leg
from models.enums import LiableParty, PartKind, PayoutPurpose
from tests.ledger.makers import COFFEE, FEDERATION, MARKET, beneficiary_of

GOODS, PREMIUM, DUES, FUND = PayoutPurpose.GOODS, PayoutPurpose.PREMIUM, PayoutPurpose.DUES, PayoutPurpose.FUND
PAYABLE = f"producer:{COFFEE}:payable"


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def gives(kind: PartKind, minor: int, line: str = "li_1") -> GivenBack:
    account = account_of_part(kind, beneficiary_of(kind), country="FR", market_country="DE")
    return GivenBack(f"{kind}:{line}", line, kind, beneficiary_of(kind), account.code, eur(minor))


def item(
    id_: str,
    left: int,
    *,
    line: str | None = "li_1",
    purpose: PayoutPurpose = GOODS,
    owner: str = COFFEE,
    is_held: bool = False,
) -> OpenItem:
    return OpenItem(id_, line, owner, purpose, left, is_held)


def amounts(legs: Sequence[Leg]) -> dict[str, int]:
    found: dict[str, int] = {}
    for leg in legs:
        found[leg.account.code] = found.get(leg.account.code, 0) + leg.money.minor
    return found


def taken(given_back: Sequence[GivenBack], items: Sequence[OpenItem]) -> TakenBack:
    return take_back(given_back, items, liable=LiableParty.PRODUCER)


def test_what_nobody_has_claimed_is_reduced() -> None:
    came = taken([gives(PartKind.PRODUCER, 629)], [item("a", 1887)])
    assert amounts(came.legs) == {PAYABLE: 629}
    assert came.reductions == (Reduction("a", 629),)
    assert came.sources == (Source("producer:li_1", 629, owed_minor=629),)


def test_what_is_held_is_taken_from_what_is_held() -> None:
    came = taken([gives(PartKind.PREMIUM, 12)], [item("a", 36, purpose=PREMIUM, is_held=True)])
    assert amounts(came.legs) == {held(PREMIUM, COFFEE).code: 12}


def test_what_was_paid_out_is_owed_back() -> None:
    came = taken([gives(PartKind.PRODUCER, 629)], [])
    assert amounts(came.legs) == {receivable(GOODS, COFFEE).code: 629}
    assert came.reductions == ()
    assert came.sources == (Source("producer:li_1", 629, receivable_minor=629),)


def test_what_is_left_comes_first_and_oldest_first_then_what_was_paid_out() -> None:
    came = taken([gives(PartKind.PRODUCER, 100)], [item("b", 30), item("a", 20)])
    assert came.reductions == (Reduction("a", 20), Reduction("b", 30))
    assert came.sources == (Source("producer:li_1", 100, owed_minor=50, receivable_minor=50),)
    assert amounts(came.legs) == {PAYABLE: 50, receivable(GOODS, COFFEE).code: 50}


def test_another_lines_money_is_not_touched_nor_another_purposes_nor_anothers() -> None:
    others = [
        item("other line", 500, line="li_2"),
        item("premium", 500, purpose=PREMIUM),
        item("somebody else's", 500, owner=FEDERATION),
    ]
    assert taken([gives(PartKind.PRODUCER, 100)], others).reductions == ()


def test_dues_are_taken_from_the_whole_orders() -> None:
    came = taken([gives(PartKind.FEDERATION_DUES, 7)], [item("dues", 50, line=None, purpose=DUES, owner=FEDERATION)])
    assert came.reductions == (Reduction("dues", 7),)
    assert amounts(came.legs) == {f"federation:{FEDERATION}:dues_payable": 7}


def test_a_fund_gives_back_what_it_has_and_the_market_bears_what_was_used_up() -> None:
    given_back = [gives(PartKind.SOLIDARITY, 3), gives(PartKind.SOLIDARITY, 4, "li_2")]
    came = take_back(given_back, [], liable=LiableParty.PRODUCER, in_funds={"solidarity:fund": 5})
    assert amounts(came.legs) == {"solidarity:fund": 5, "refunds_borne": 2}
    assert [(one.minor, one.borne_minor) for one in came.sources] == [(3, 0), (4, 2)]


def test_what_a_grant_is_owed_is_never_taken_for_a_refund() -> None:
    grant = item("grant", 25, line=None, purpose=FUND, owner=MARKET)
    came = take_back([gives(PartKind.SOLIDARITY, 3)], [grant], liable=LiableParty.PRODUCER)
    assert (came.reductions, amounts(came.legs)) == ((), {"refunds_borne": 3})


def test_two_parts_never_take_the_same_money() -> None:
    """Goods and their top-up to the minimum price are one item: together no more than there is."""
    given_back = [gives(PartKind.PRODUCER, 80), gives(PartKind.MINIMUM_PRICE_TOPUP, 40)]
    came = taken(given_back, [item("a", 100)])
    assert came.reductions == (Reduction("a", 80), Reduction("a", 20))
    assert [source.receivable_minor for source in came.sources] == [0, 20]


def test_an_item_of_which_nothing_is_left_gives_nothing() -> None:
    came = taken([gives(PartKind.PRODUCER, 5)], [item("a", 0), item("b", 9)])
    assert came.reductions == (Reduction("b", 5),)


def test_the_markets_own_parts_and_taxes_come_from_where_they_went() -> None:
    given_back = [
        gives(PartKind.MARKET_FEE, 56),
        gives(PartKind.FEE_VAT, 11),
        gives(PartKind.VAT, 40),
        gives(PartKind.SHIPPING, 590),
        gives(PartKind.DISCOUNT_SUBSIDY, -20),
        gives(PartKind.MINIMUM_PRICE_SUBSIDY, -39),
    ]
    came = taken(given_back, [])
    assert amounts(came.legs) == {
        "platform:fee_income": 56,
        "tax:DE": 11,
        "tax:FR": 40,
        "platform:shipping_income": 590,
        "promotions": -20,
        "min_price_topup": -39,
    }
    assert {(one.owed_minor, one.receivable_minor, one.borne_minor) for one in came.sources} == {(0, 0, 0)}


def test_the_market_liable_pays_all_but_the_tax_and_touches_nobody() -> None:
    given_back = [
        gives(PartKind.PRODUCER, 629),
        gives(PartKind.PREMIUM, 12),
        gives(PartKind.FEDERATION_DUES, 7),
        gives(PartKind.VAT, 40),
        gives(PartKind.FEE_VAT, 11),
        gives(PartKind.DISCOUNT_SUBSIDY, -20),
    ]
    came = take_back(given_back, [item("a", 1887)], liable=LiableParty.PLATFORM)
    assert amounts(came.legs) == {"refunds_borne": 629 + 12 + 7 + 11 - 20, "tax:FR": 40}
    assert came.reductions == ()
    assert {source.part_id: source.borne_minor for source in came.sources} == {
        "producer:li_1": 629,
        "premium:li_1": 12,
        "federation_dues:li_1": 7,
        "vat:li_1": 0,
        "fee_vat:li_1": 11,
        "discount_subsidy:li_1": 0,
    }


def share(owed: int, back: int, key: str = "restored:ref_1:a") -> TakenShare:
    return TakenShare(key, "li_1", COFFEE, GOODS, eur(owed), eur(back))


def test_what_a_refund_had_taken_is_owed_anew_and_what_was_owed_back_is_forgiven() -> None:
    came = restore([share(50, 30)], {(GOODS, COFFEE): 30})
    assert amounts(came.legs) == {PAYABLE: -50, receivable(GOODS, COFFEE).code: -30}
    assert came.items == (NewItem("restored:ref_1:a", "li_1", COFFEE, GOODS, eur(50)),)


def test_what_has_been_netted_or_brought_back_meanwhile_is_owed_anew_too() -> None:
    came = restore([share(50, 30)], {(GOODS, COFFEE): 10})
    assert amounts(came.legs) == {PAYABLE: -70, receivable(GOODS, COFFEE).code: -10}
    assert [new.money.minor for new in came.items] == [70]
    nothing_open = restore([share(0, 30)], {})
    assert amounts(nothing_open.legs) == {PAYABLE: -30}


def test_all_forgiven_makes_no_item() -> None:
    came = restore([share(0, 30)], {(GOODS, COFFEE): 99})
    assert came.items == ()
    assert amounts(came.legs) == {receivable(GOODS, COFFEE).code: -30}


def test_two_shares_forgive_no_more_than_is_owed_back() -> None:
    came = restore([share(0, 30, "a"), share(0, 30, "b")], {(GOODS, COFFEE): 40})
    assert amounts(came.legs) == {receivable(GOODS, COFFEE).code: -40, PAYABLE: -20}
    assert [(new.key, new.money.minor) for new in came.items] == [("b", 20)]


KINDS = st.sampled_from(
    [kind for kind in PartKind if kind not in {PartKind.MINIMUM_PRICE_SUBSIDY, PartKind.DISCOUNT_SUBSIDY}]
)
LINES = st.sampled_from(["li_1", "li_2"])


@st.composite
def refunds(draw: st.DrawFn) -> tuple[list[GivenBack], list[OpenItem]]:
    pairs = draw(st.lists(st.tuples(KINDS, LINES), min_size=1, max_size=8, unique=True))
    given_back = [gives(kind, draw(st.integers(1, 100)), line) for kind, line in pairs]
    items = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from([PartKind.PRODUCER, PartKind.PREMIUM, PartKind.FEDERATION_DUES]))
        purpose, owner = purpose_of_part(kind), beneficiary_of(kind)
        assert purpose is not None and owner is not None
        line = None if purpose is DUES else draw(LINES)
        left, is_held = draw(st.integers(0, 120)), draw(st.booleans())
        items.append(item(f"pyi_{number}", left, line=line, purpose=purpose, owner=owner, is_held=is_held))
    return given_back, items


@given(refunds(), st.sampled_from(LiableParty))
def test_the_buyer_gets_exactly_this_and_no_item_gives_more_than_it_has(
    refund: tuple[list[GivenBack], list[OpenItem]], liable: LiableParty
) -> None:
    given_back, items = refund
    came = take_back(given_back, items, liable=liable)
    assert sum(leg.money.minor for leg in came.legs) == sum(one.money.minor for one in given_back)
    assert [(one.part_id, one.minor) for one in came.sources] == [(one.part_id, one.money.minor) for one in given_back]
    for one in items:
        assert sum(step.minor for step in came.reductions if step.item_id == one.id) <= one.left_minor
    assert all(step.minor > 0 for step in came.reductions)
    owed = sum(one.owed_minor for one in came.sources)
    assert owed == sum(step.minor for step in came.reductions)
    waiting = {
        account(purpose, owner).code
        for account in (account_of_purpose, held)
        for purpose in PayoutPurpose
        for owner in (COFFEE, FEDERATION, MARKET)
    }
    assert owed == sum(leg.money.minor for leg in came.legs if leg.account.code in waiting)
    for source in came.sources:
        assert source.owed_minor + source.receivable_minor + source.borne_minor <= source.minor
    order_is_irrelevant = take_back(given_back, list(reversed(items)), liable=liable)
    assert order_is_irrelevant == came


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=5),
    st.integers(0, 200),
)
def test_whatever_happened_meanwhile_the_organisation_ends_where_it_would_be_without_the_refund(
    pairs: list[tuple[int, int]], still_open: int
) -> None:
    shares = [share(owed, back, f"k{place}") for place, (owed, back) in enumerate(pairs)]
    came = restore(shares, {(GOODS, COFFEE): still_open})
    legs = amounts(came.legs)
    forgiven, again = -legs.get(receivable(GOODS, COFFEE).code, 0), -legs.get(PAYABLE, 0)
    assert forgiven + again == sum(owed + back for owed, back in pairs)
    assert forgiven == min(still_open, sum(back for _, back in pairs))
    assert sum(new.money.minor for new in came.items) == again
