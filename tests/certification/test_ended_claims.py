"""Labels that have ended: told for twelve months in words, with whose word it was, and never beside one that holds."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from certification.reasons.words import reason_text
from certification.withdraw_mandate import withdraw_mandate
from kit.reads import Reads
from market.catalog.errors import NoSuchProducer, NoSuchProduct
from market.catalog.pages.ended import read_ended_of_producer, read_ended_of_product
from models.enums import OrganisationKind, SubjectKind, VerificationDecision
from models.organisations import Organisation
from tests.certification.registry import NOW, REASON_CODES, Registry
from tests.certification.test_verbs import LIFT, SUSPEND, WITHDRAW

DAY = timedelta(days=1)
REINSTATE = VerificationDecision.REINSTATE
Ended = Callable[..., list[dict]]


@pytest.fixture
def ended(registry: Registry, fresh_database_url: str) -> Ended:
    """What has ended of a product, or of a producer, at a moment; goods have been on sale for years."""
    run(registry, "update product set published_at = '2024-01-01'")

    def ask(product: str = "espresso", *, producer: str = "", at: datetime = NOW, lang: str = "en") -> list[dict]:
        async def read() -> bytes:
            reads = Reads(fresh_database_url, pool_size=1)
            try:
                if producer:
                    return await read_ended_of_producer(reads, producer, lang=lang, at=at)
                return await read_ended_of_product(reads, product, lang=lang, at=at)
            finally:
                await reads.close()

        found: list[dict] = json.loads(asyncio.run(read()))["data"]
        return found

    return ask


def verified(registry: Registry, scheme: str = "fairtrade", **facts) -> str:
    """A certificate whose label has been shown for a month."""
    return registry.verified(scheme, **{"now": NOW - 30 * DAY, **facts})


def run(registry: Registry, sql: str, **values: object) -> None:
    with registry.database.transaction() as session:
        session.execute(text(sql), values)


def told(found: list[dict]) -> list[tuple[str, str, str]]:
    return [(one["scheme"]["code"], one["ended_as"], one["ended_on"]) for one in found]


def test_an_expiry_is_told_from_the_moment_of_it_for_twelve_months(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry, valid_to=date(2026, 11, 30))
    # Midnight after the last day in Berlin, where the scheme's clock stands.
    over = datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert ended(at=over - timedelta(seconds=1)) == []
    assert registry.claims("espresso", over - timedelta(seconds=1)) == {"fairtrade": "whole_product"}
    (one,) = ended(at=over)
    assert registry.claims("espresso", over) == {}
    assert one == {
        "scheme": {"code": "fairtrade", "name": "Fairtrade", "owner": "Owner"},
        "certificate_id": certificate_id,
        "number": one["number"],
        "ended_as": "expired",
        "ended_on": "2026-11-30",
        "valid_until": "2026-11-30",
        "decided_by": None,
        "reason_code": None,
        "reason_text": None,
    }
    assert told(ended(at=datetime(2027, 11, 30, 22, 59, tzinfo=UTC))) != []
    assert ended(at=datetime(2027, 11, 30, 23, tzinfo=UTC)) == []


def test_grace_keeps_the_label_and_not_the_last_day(registry: Registry, ended: Ended) -> None:
    run(registry, "update scheme set grace_days = 5")
    verified(registry, valid_to=date(2026, 11, 30))
    assert ended(at=datetime(2026, 12, 5, tzinfo=UTC)) == []
    assert told(ended(at=datetime(2026, 12, 6, tzinfo=UTC))) == [("fairtrade", "expired", "2026-11-30")]


def test_a_suspension_names_who_and_why_and_ends_with_its_lifting(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry)
    registry.decide(certificate_id, SUSPEND)
    (one,) = ended(lang="fr")
    assert told([one]) == [("fairtrade", "suspended", "2026-11-24")]
    assert one["decided_by"]["name"] == "Andes"
    assert one["reason_code"] == REASON_CODES[SUSPEND]
    assert one["reason_text"] == reason_text(REASON_CODES[SUSPEND], "fr")
    registry.decide(certificate_id, LIFT, now=NOW + DAY)
    assert ended(at=NOW + DAY) == []
    assert registry.claims("espresso", NOW + DAY) == {"fairtrade": "whole_product"}


def test_a_withdrawal_after_a_suspension_is_told_as_what_it_is(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry)
    registry.decide(certificate_id, SUSPEND)
    registry.decide(certificate_id, WITHDRAW, now=NOW + 10 * DAY)
    (one,) = ended(at=NOW + 10 * DAY)
    assert told([one]) == [("fairtrade", "withdrawn", "2026-12-04")]
    assert one["reason_code"] == REASON_CODES[WITHDRAW]


def test_a_reinstatement_leaves_nothing_greyed(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry)
    registry.decide(certificate_id, WITHDRAW)
    assert told(ended()) == [("fairtrade", "withdrawn", "2026-11-24")]
    registry.decide(certificate_id, REINSTATE, now=NOW + DAY)
    assert registry.claims("espresso", NOW + DAY) == {"fairtrade": "whole_product"}
    assert ended(at=NOW + DAY) == []


def test_a_suspension_that_outlasts_the_limit_is_a_withdrawal(registry: Registry, ended: Ended) -> None:
    run(registry, "update scheme set suspension_months = 2")
    registry.decide(verified(registry), SUSPEND)
    assert told(ended(at=NOW + 30 * DAY)) == [("fairtrade", "suspended", "2026-11-24")]
    assert told(ended(at=NOW + 70 * DAY)) == [("fairtrade", "withdrawn", "2027-01-24")]


def test_an_announced_end_has_not_come(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry), WITHDRAW, effective_at=NOW + 3 * DAY)
    assert ended(at=NOW + 3 * DAY - timedelta(seconds=1)) == []
    assert told(ended(at=NOW + 3 * DAY)) == [("fairtrade", "withdrawn", "2026-11-27")]


def test_an_end_that_reaches_back_to_the_beginning_was_shown_until_it_was_known(
    registry: Registry, ended: Ended
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate_id = verified(registry, now=start)
    registry.decide(certificate_id, WITHDRAW, effective_at=start + DAY, now=NOW)
    assert told(ended()) == [("fairtrade", "withdrawn", "2026-01-02")]
    assert told(ended(at=NOW + 364 * DAY)) != []
    assert ended(at=NOW + 366 * DAY) == []


def test_what_never_began_has_not_ended(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry, valid_from=date(2027, 1, 1), valid_to=date(2028, 1, 1))
    registry.decide(certificate_id, WITHDRAW)
    registry.submitted()
    assert ended(at=NOW + DAY) == []


def test_of_one_that_was_renewed_only_the_live_one_counts(registry: Registry, ended: Ended) -> None:
    old = verified(registry, valid_to=date(2026, 11, 30))
    new = verified(registry, valid_from=date(2026, 12, 1), valid_to=date(2027, 11, 30), supersedes_id=old)
    later = datetime(2026, 12, 2, tzinfo=UTC)
    assert registry.claims("espresso", later) == {"fairtrade": "whole_product"}
    assert ended(at=later) == []
    registry.decide(new, SUSPEND, now=later)
    (one,) = ended(at=later)
    assert one["certificate_id"] == new, "of one scheme the last that ended"


def test_another_certificate_of_the_scheme_stands_for_it(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry), WITHDRAW)
    registry.decide(verified(registry, "organic"), SUSPEND)
    verified(registry)
    assert [one["scheme"]["code"] for one in ended()] == ["organic"]


def test_a_renewal_that_covers_less_ends_what_it_leaves_out(registry: Registry, ended: Ended) -> None:
    old = verified(registry, valid_to=date(2026, 11, 30))
    verified(
        registry,
        subjects=[(SubjectKind.CATEGORY, "honey")],
        valid_from=date(2026, 12, 1),
        valid_to=date(2027, 11, 30),
        supersedes_id=old,
    )
    later = datetime(2026, 12, 2, tzinfo=UTC)
    (one,) = ended("espresso", at=later)
    assert one["certificate_id"] == old
    assert ended("blossom", at=later) == []
    # Something that it sells still carries the label.
    assert ended(producer="coop", at=later) == []


def test_what_lies_outside_the_scope_had_no_label(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry, subjects=[(SubjectKind.CATEGORY, "honey")]), WITHDRAW)
    assert ended("espresso") == []
    assert ended("cocoa") == []
    assert told(ended("blossom")) == [("fairtrade", "withdrawn", "2026-11-24")]
    run(registry, "update product set category_code = 'home' where slug = 'blossom'")
    assert ended("blossom") == [], "it is no longer of what the certificate was about"


def test_what_was_put_on_sale_afterwards_never_had_it(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry), WITHDRAW)
    run(registry, "update product set published_at = :at where slug = 'espresso'", at=NOW + DAY)
    assert ended("espresso", at=NOW + 2 * DAY) == []
    assert told(ended("blossom", at=NOW + 2 * DAY)) == [("fairtrade", "withdrawn", "2026-11-24")]


def test_a_federation_without_its_mandate_vouches_no_longer(registry: Registry, ended: Ended) -> None:
    verified(registry)
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
    (one,) = ended()
    assert told([one]) == [("fairtrade", "mandate_withdrawn", "2026-11-24")]
    assert one["decided_by"] is None


def test_a_missing_recheck_gives_way_to_what_its_proof_says(registry: Registry, ended: Ended) -> None:
    overdue = verified(registry, recheck_due_on=date(2026, 11, 10), valid_to=date(2026, 11, 30))
    assert told(ended()) == [("fairtrade", "not_verified", "2026-11-11")]
    assert told(ended(at=NOW + 10 * DAY)) == [("fairtrade", "expired", "2026-11-30")]
    registry.decide(overdue, SUSPEND)
    assert told(ended(at=NOW + 10 * DAY)) == [("fairtrade", "suspended", "2026-11-24")]


def test_what_was_withdrawn_after_its_last_day_was_never_carried_in_between(registry: Registry, ended: Ended) -> None:
    certificate_id = verified(registry, valid_to=date(2026, 11, 20))
    run(registry, "update product set published_at = '2026-11-22' where slug = 'basket'")
    registry.decide(certificate_id, WITHDRAW)
    assert told(ended("espresso")) == [("fairtrade", "withdrawn", "2026-11-24")]
    assert ended("basket") == []


def test_what_this_market_may_not_show_is_not_told_either(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry), WITHDRAW)
    with registry.database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country="FR"))
    assert ended() != []
    run(registry, "update scheme set display = jsonb_build_object('FR', 'none')")
    assert ended() == []


def test_a_producer_is_told_what_none_of_its_goods_carries(registry: Registry, ended: Ended) -> None:
    registry.decide(verified(registry, subjects=[(SubjectKind.CATEGORY, "honey")]), WITHDRAW)
    assert told(ended(producer="coop")) == [("fairtrade", "withdrawn", "2026-11-24")]
    assert ended(producer="other") == []
    run(registry, "update product set state = 'draft' where slug = 'blossom'")
    assert ended(producer="coop") == []


def test_who_or_what_is_not_on_sale_is_not_found(registry: Registry, ended: Ended) -> None:
    with pytest.raises(NoSuchProduct):
        ended("nothing")
    with pytest.raises(NoSuchProducer):
        ended(producer="andes")
    run(registry, "update product set state = 'draft' where slug = 'espresso'")
    with pytest.raises(NoSuchProduct):
        ended("espresso")
    run(registry, "update organisation set archived_at = now() where slug = 'coop'")
    with pytest.raises(NoSuchProducer):
        ended(producer="coop")
