"""When a claim is there: to the second, by date, decision, mandate and recheck. Read again, never told."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from certification.decide_certificate import decide_certificate
from certification.errors import IllegalStep, NeedsSecondPerson
from certification.history.read_history import read_history
from certification.pages.read import read_review
from certification.queries import find_standing, lock_certificate
from certification.rules import why_not_shown
from certification.surrender_certificate import surrender_certificate
from certification.withdraw_mandate import withdraw_mandate
from kit.database import Session
from models.enums import ReasonCode, SubjectKind, VerificationDecision, VerificationMethod
from tests.certification.at_once import meanwhile
from tests.certification.registry import LONG_AGO, NOW, REASON, SECOND, Registry

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def is_shown(registry: Registry, at: datetime, scheme: str = "fairtrade") -> bool:
    """Both ways to read it agree, and so does the reason."""
    carried = scheme in registry.claims("espresso", at)
    assert ("espresso" in registry.with_scheme(scheme, at)) is carried
    with registry.database.reading() as session:
        certificate_id = session.execute(
            text("select c.id from certificate c join scheme s on s.id = c.scheme_id where s.code = :code"),
            {"code": scheme},
        ).scalar_one()
        standing = find_standing(session, certificate_id)
        assert (standing is not None and why_not_shown(standing, at) is None) is carried
    return carried


def test_nothing_is_shown_before_a_federation_has_verified(registry: Registry) -> None:
    registry.submitted()
    assert not is_shown(registry, NOW + DAY)


@pytest.mark.parametrize(
    ("scheme", "last_moment"),
    [
        # Berlin is an hour ahead of UTC on the last of November, Lima five behind.
        ("fairtrade", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("organic", datetime(2026, 12, 1, 5, tzinfo=UTC)),
        ("guarantee", datetime(2026, 12, 1, 0, tzinfo=UTC)),
    ],
)
def test_the_last_day_ends_at_midnight_of_the_schemes_own_clock(
    registry: Registry, scheme: str, last_moment: datetime
) -> None:
    registry.verified(scheme, valid_to=date(2026, 11, 30))
    assert is_shown(registry, last_moment - MICROSECOND, scheme)
    assert not is_shown(registry, last_moment, scheme)


def test_a_claim_waits_for_the_first_day_of_the_certificate(registry: Registry) -> None:
    registry.verified("organic", valid_from=date(2026, 12, 1))
    begins = datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert not is_shown(registry, begins - MICROSECOND, "organic")
    assert is_shown(registry, begins, "organic")


def test_a_claim_begins_with_the_verification_not_with_the_certificate(registry: Registry) -> None:
    registry.verified()
    assert not is_shown(registry, NOW - MICROSECOND)
    assert is_shown(registry, NOW)


def test_grace_is_the_schemes_own(registry: Registry) -> None:
    with registry.database.transaction() as session:
        session.execute(text("update scheme set grace_days = 3 where code = 'guarantee'"))
    registry.verified("guarantee", valid_to=date(2026, 11, 30))
    assert is_shown(registry, datetime(2026, 12, 3, 23, 59, tzinfo=UTC), "guarantee")
    assert not is_shown(registry, datetime(2026, 12, 4, tzinfo=UTC), "guarantee")


@pytest.mark.parametrize("decision", [VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW])
def test_a_claim_is_gone_with_the_next_read(registry: Registry, decision: VerificationDecision) -> None:
    certificate_id = registry.verified()
    later = NOW + DAY
    assert is_shown(registry, later)
    registry.decide(certificate_id, decision, now=later)
    assert is_shown(registry, later - MICROSECOND)
    assert not is_shown(registry, later)


def test_an_announced_withdrawal_counts_from_its_second(registry: Registry) -> None:
    certificate_id = registry.verified()
    ends = NOW + 3 * DAY
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, effective_at=ends)
    assert is_shown(registry, ends - SECOND)
    assert not is_shown(registry, ends)


def test_a_withdrawal_does_not_move_the_end_of_what_was_suspended(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=NOW + DAY)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW + 2 * DAY, effective_at=NOW + 9 * DAY)
    assert not is_shown(registry, NOW + 2 * DAY)


def test_lifting_brings_it_back_from_then_on(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=NOW + DAY)
    registry.decide(certificate_id, VerificationDecision.LIFT, now=NOW + 2 * DAY)
    assert not is_shown(registry, NOW + 2 * DAY - MICROSECOND)
    assert is_shown(registry, NOW + 2 * DAY)


def test_a_suspension_that_has_not_begun_can_be_called_off(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND, effective_at=NOW + 5 * DAY)
    registry.decide(certificate_id, VerificationDecision.LIFT, now=NOW + DAY)
    assert all(is_shown(registry, NOW + days * DAY) for days in range(10))


def test_giving_it_back_ends_the_claim(registry: Registry) -> None:
    certificate_id = registry.verified()
    with registry.database.transaction() as session:
        surrender_certificate(
            session, certificate_id=certificate_id, person_id=registry["farmer"], reason=REASON, now=NOW + DAY
        )
    assert not is_shown(registry, NOW + DAY)


def withdraw(registry: Registry, name: str, now: datetime) -> None:
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry[name], now=now)


def test_without_its_mandate_a_federation_vouches_for_nothing(registry: Registry) -> None:
    registry.verified()
    withdraw(registry, "andes:fairtrade", NOW + DAY)
    assert is_shown(registry, NOW + DAY - MICROSECOND)
    assert not is_shown(registry, NOW + DAY)


def test_another_federation_keeps_the_claim_alive(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.VERIFY, verifier="kwame", federation="baobab")
    withdraw(registry, "andes:fairtrade", NOW + DAY)
    assert is_shown(registry, NOW + 2 * DAY)
    withdraw(registry, "baobab:fairtrade", NOW + 3 * DAY)
    assert not is_shown(registry, NOW + 3 * DAY)


def test_a_rejected_question_or_a_mandate_for_another_scheme_does_not_matter(registry: Registry) -> None:
    registry.verified()
    withdraw(registry, "andes:organic", NOW)
    assert is_shown(registry, NOW)


def test_a_delegated_mandate_ends_with_the_one_it_came_from(registry: Registry) -> None:
    registry.verified()
    with registry.database.transaction() as session:
        session.execute(
            text("update mandate set delegated_from = :parent where id = :child"),
            {"parent": registry["baobab:fairtrade"], "child": registry["andes:fairtrade"]},
        )
    withdraw(registry, "baobab:fairtrade", NOW + DAY)
    assert not is_shown(registry, NOW + DAY)


def test_an_overdue_recheck_ends_the_claim_until_somebody_looks_again(registry: Registry) -> None:
    certificate_id = registry.verified("guarantee", recheck_due_on=date(2026, 12, 10))
    overdue = datetime(2026, 12, 11, tzinfo=UTC)
    assert is_shown(registry, overdue - MICROSECOND, "guarantee")
    assert not is_shown(registry, overdue, "guarantee")
    registry.decide(certificate_id, VerificationDecision.VERIFY, now=overdue + DAY)
    assert is_shown(registry, overdue + DAY, "guarantee")


def test_a_renewal_takes_over_without_a_gap(registry: Registry) -> None:
    ends = date(2026, 12, 31)
    first = registry.verified("guarantee", number="7", valid_to=ends)
    second = registry.verified(
        "guarantee", number="7", valid_from=date(2026, 12, 20), valid_to=date(2027, 12, 31), supersedes_id=first
    )
    begins = datetime(2026, 12, 20, tzinfo=UTC)
    shown = {at: shown_certificates(registry, at) for at in (NOW, begins - MICROSECOND, begins, begins + 30 * DAY)}
    assert list(shown.values()) == [{first}, {first}, {second}, {second}]
    assert registry.one("select state from certificate where id = :id", id=first) == "superseded"


def renewed_from_20_december(registry: Registry) -> tuple[str, str]:
    first = registry.verified("guarantee", number="7")
    second = registry.verified(
        "guarantee", number="7", valid_from=date(2026, 12, 20), valid_to=date(2027, 12, 31), supersedes_id=first
    )
    return first, second


BEGINS = datetime(2026, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize("decision", [VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW])
def test_what_a_renewal_will_take_the_place_of_can_lose_its_claim_before(
    registry: Registry, decision: VerificationDecision
) -> None:
    first, second = renewed_from_20_december(registry)
    registry.decide(first, decision, now=NOW + DAY)
    moments = (NOW + DAY - MICROSECOND, NOW + DAY, BEGINS - MICROSECOND, BEGINS)
    assert [shown_certificates(registry, at) for at in moments] == [{first}, set(), set(), {second}]


@pytest.mark.parametrize("decision", [VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW])
def test_what_a_renewal_has_taken_the_place_of_ended_there(registry: Registry, decision: VerificationDecision) -> None:
    first, _ = renewed_from_20_december(registry)
    for now, effective_at in ((BEGINS, BEGINS), (NOW + DAY, BEGINS)):
        with pytest.raises(IllegalStep):
            registry.decide(first, decision, now=now, effective_at=effective_at)
    with registry.database.reading() as session:
        before, after = (
            read_review(
                session,
                certificate_id=first,
                federation_ids=[registry["andes"]],
                person_id=registry["lucia"],
                lang="en",
                now=at,
            ).possible
            for at in (BEGINS - MICROSECOND, BEGINS)
        )
    assert (before, after) == ([VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW], [])


@pytest.mark.parametrize("decision", [VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW])
def test_an_announced_end_can_be_brought_forward_and_not_put_off(
    registry: Registry, decision: VerificationDecision
) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, decision, now=NOW, effective_at=NOW + 9 * DAY)
    for late in (NOW + 9 * DAY, NOW + 10 * DAY):
        with pytest.raises(IllegalStep):
            registry.decide(certificate_id, decision, now=NOW + DAY, effective_at=late)
    assert shown_certificates(registry, NOW + 8 * DAY) == {certificate_id}
    registry.decide(certificate_id, decision, now=NOW + DAY)
    moments = (NOW + DAY - MICROSECOND, NOW + DAY, NOW + 9 * DAY)
    assert [shown_certificates(registry, at) for at in moments] == [{certificate_id}, set(), set()]
    with pytest.raises(IllegalStep):
        registry.decide(certificate_id, decision, now=NOW + 2 * DAY)
    with registry.database.reading() as session:
        history = read_history(session, certificate_id=certificate_id, at=NOW + 5 * DAY, known_at=NOW + MICROSECOND)
        assert history.is_shown, "as it was known before"


def test_one_person_brings_no_withdrawal_forward(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW, effective_at=NOW + 9 * DAY)
    sooner = "update certificate set claim_until = claim_until - interval '1 day', version = version + 1 where id = :id"
    later = "update certificate set claim_until = claim_until + interval '1 day', version = version + 1 where id = :id"
    for sql in (sooner, later):
        with registry.database.transaction() as session, pytest.raises(IntegrityError):
            session.execute(text(sql), {"id": certificate_id})
    with registry.database.transaction() as session, pytest.raises(NeedsSecondPerson):
        decide_certificate(
            session,
            certificate_id=certificate_id,
            federation_id=registry["andes"],
            verifier_id=registry["lucia"],
            decision=VerificationDecision.WITHDRAW,
            method=VerificationMethod.DOCUMENT,
            reason=REASON,
            effective_at=NOW + DAY,
            now=NOW + DAY,
            reason_code=ReasonCode.WITHDRAWN_BY_SCHEME,
        )


@pytest.mark.parametrize(
    ("ends", "undone"),
    [
        (VerificationDecision.SUSPEND, VerificationDecision.LIFT),
        (VerificationDecision.WITHDRAW, VerificationDecision.REINSTATE),
    ],
)
def test_what_comes_back_gives_way_to_its_renewal_again(
    registry: Registry, ends: VerificationDecision, undone: VerificationDecision
) -> None:
    first, second = renewed_from_20_december(registry)
    registry.decide(first, ends, now=NOW + DAY)
    registry.decide(first, undone, now=NOW + 2 * DAY)
    moments = (NOW + 2 * DAY, BEGINS - MICROSECOND, BEGINS)
    assert [shown_certificates(registry, at) for at in moments] == [{first}, {first}, {second}]


def test_what_comes_back_after_its_renewal_has_begun_stays_behind_it(registry: Registry) -> None:
    other = registry.verified(number="4711")
    registry.decide(other, VerificationDecision.SUSPEND)
    follower = registry.verified(number="4712", valid_from=date(2026, 6, 1), supersedes_id=other, now=NOW + DAY)
    registry.decide(other, VerificationDecision.LIFT, now=NOW + 2 * DAY)
    assert shown_certificates(registry, NOW + 2 * DAY) == {follower}
    assert registry.one("select state from certificate where id = :id", id=other) == "superseded"


def test_a_renewal_leaves_alone_what_the_certificate_before_it_once_renewed(registry: Registry) -> None:
    """Whoever decides about that one's successor holds it first: to want it last is to wait for each other."""
    first = registry.verified()
    second = registry.verified(supersedes_id=first, valid_from=date(2026, 2, 1))
    third = registry.submitted(supersedes_id=second, valid_from=date(2026, 3, 1))

    def hold(session: Session) -> None:
        session.execute(text("select from certificate where id = :id for update"), {"id": first})

    def decide_about_its_successor(session: Session) -> None:
        lock_certificate(session, second)

    verify = partial(registry.decide, third, VerificationDecision.VERIFY)
    assert meanwhile(registry.database, hold, verify, last=decide_about_its_successor) == "done"
    states = registry.one("select array_agg(state order by valid_from) from certificate")
    assert states == ["superseded", "superseded", "verified"]


def shown_certificates(registry: Registry, at: datetime) -> set[str]:
    with registry.database.reading() as session:
        rows = session.execute(
            text("select certificate_id from product_claims(array[:id], :at)"), {"id": registry["espresso"], "at": at}
        )
        return set(rows.scalars())


def test_counting_the_whole_market_agrees_with_reading_each_page(registry: Registry) -> None:
    registry.verified()
    registry.verified("organic", subjects=[(SubjectKind.CATEGORY, "food")], now=LONG_AGO + 900 * DAY)
    registry.verified("guarantee", valid_to=date(2026, 11, 23), now=NOW - 30 * DAY)
    with registry.database.reading() as session:
        rows = session.execute(
            text(
                "select p.slug, s.code from scheme_claims(:at) c join product p on p.id = c.product_id "
                "join scheme s on s.id = c.scheme_id"
            ),
            {"at": NOW},
        )
        counted = {(row.slug, row.code) for row in rows}
    products = ("espresso", "blossom", "basket", "cocoa")
    assert counted == {(product, scheme) for product in products for scheme in registry.claims(product)}
    assert {scheme for _, scheme in counted} == {"fairtrade", "organic"}
