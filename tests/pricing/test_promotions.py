"""Promotions: codes however they are typed, and what a promotion may be."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from market.pricing.errors import BadPromotion, PromotionExists
from market.pricing.promotions.create_promotion import create_promotion
from market.pricing.promotions.queries import find_usable, list_promotions
from market.pricing.promotions.rules import fold_code
from models.pricing import Promotion
from tests.catalog.world import NOW, World


def begin(session: Session, **options: Any) -> Promotion:
    return create_promotion(
        session,
        **{
            "code": "SPRING",
            "producer_id": None,
            "is_borne_by_market": True,
            "discount_bps": 1000,
            "valid_from": NOW,
            **options,
        },
    )


@pytest.mark.parametrize("typed", ["spring", " Spring ", "ＳＰＲＩＮＧ", "SPRING\u00a0", "\tspring\n"])
def test_a_code_is_the_same_however_it_is_typed(session: Session, typed: str) -> None:
    begin(session)
    found = find_usable(session, fold_code(typed), now=NOW)
    assert found is not None and (found.code, found.discount_bps) == ("spring", 1000)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold_code(fold_code(words)) == fold_code(words)


def test_a_promotion_is_in_force_from_its_first_moment_until_its_last(session: Session) -> None:
    begin(session, valid_to=NOW + timedelta(days=1))
    moments = (NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=1, microseconds=-1), NOW + timedelta(days=1))
    assert [find_usable(session, "spring", now=moment) is not None for moment in moments] == [False, True, True, False]
    assert find_usable(session, "winter", now=NOW) is None
    assert find_usable(session, "", now=NOW) is None


def test_a_code_is_given_once(session: Session) -> None:
    world = World(session).build()
    begin(session, valid_to=NOW + timedelta(days=1))
    with pytest.raises(PromotionExists):
        begin(session, code="ｓｐｒｉｎｇ", valid_from=NOW + timedelta(days=9))
    begin(session, code="cocoa", producer_id=world.kuapa_id, is_borne_by_market=False, max_uses=5)
    listed = {promotion.code: promotion for promotion in list_promotions(session)}
    assert (listed["cocoa"].producer, listed["cocoa"].uses, listed["cocoa"].max_uses) == ("kuapa", 0, 5)
    assert listed["spring"].producer is None


@pytest.mark.parametrize(
    "options",
    [
        {"code": "  "},
        {"code": "x" * 61},
        {"code": "a\u0007b"},
        {"code": "\uab70"},
        {"discount_bps": 0},
        {"discount_bps": 9001},
        {"is_borne_by_market": False},
        {"max_uses": 0},
        {"valid_to": NOW},
    ],
)
def test_what_is_no_promotion_is_refused(session: Session, options: dict[str, Any]) -> None:
    with pytest.raises(BadPromotion):
        begin(session, **options)
    assert list_promotions(session) == []
