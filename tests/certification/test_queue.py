"""The queue: what waits, what is renewed, what runs out, what is looked at again; by scheme and by country."""

from datetime import date, timedelta

import pytest

from certification.grant_mandate import grant_mandate
from certification.queue.facts import QueueFilter, QueueView
from certification.queue.read_queue import read_queue, summarise_queue
from certification.withdraw_mandate import withdraw_mandate
from models.enums import SubjectKind, VerificationDecision
from tests.certification.registry import NOW, Registry
from tests.certification.served import DRAFT, TODAY, Api

DAY = timedelta(days=1)
SUMMARY = "verification-queue/summary"


def queued(
    registry: Registry, view: QueueView, *, federation: str = "andes", **chosen
) -> list[tuple[str, date | None]]:
    with registry.database.reading() as session:
        found = read_queue(
            session,
            QueueFilter(view, **chosen),
            federation_id=registry[federation],
            after=None,
            limit=1000,
            now=NOW,
        )
    return [(line.id, line.due_on) for line in found]


def test_what_waits_longest_comes_first(registry: Registry) -> None:
    late = registry.submitted(now=NOW - DAY)
    early = registry.submitted(now=NOW - 5 * DAY)
    registry.verified()
    assert queued(registry, QueueView.WAITING) == [(early, None), (late, None)]


def test_what_runs_out_soonest_comes_first_and_no_later_than_asked(registry: Registry) -> None:
    ends = {days: registry.verified(valid_to=NOW.date() + days * DAY) for days in (91, 29, 6, 60)}
    registry.submitted(valid_to=NOW.date() + DAY)
    for within, days in ((90, [6, 29, 60]), (30, [6, 29]), (7, [6])):
        expected = [(ends[each], NOW.date() + each * DAY) for each in days]
        assert queued(registry, QueueView.ENDING, within_days=within) == expected
    registry.decide(ends[6], VerificationDecision.WITHDRAW)
    assert queued(registry, QueueView.ENDING, within_days=7) == []


def test_the_last_day_still_counts_in_the_schemes_own_country(registry: Registry) -> None:
    # At 04:00 UTC it is still yesterday in Lima.
    last = registry.verified("organic", valid_to=NOW.date())
    for hours, ids in ((0, [last]), (16, [last]), (17, [])):
        with registry.database.reading() as session:
            found = read_queue(
                session,
                QueueFilter(QueueView.ENDING, 7),
                federation_id=registry["andes"],
                after=None,
                limit=9,
                now=NOW + timedelta(hours=hours),
            )
        assert [line.id for line in found] == ids


def test_a_renewal_waits_by_the_end_of_what_it_follows(registry: Registry) -> None:
    far = registry.verified(valid_to=date(2027, 3, 31))
    near = registry.verified(valid_to=date(2026, 12, 10))
    registry.submitted(now=NOW - 9 * DAY)
    first = registry.submitted(supersedes_id=far, valid_from=date(2027, 4, 1), valid_to=date(2028, 4, 1))
    second = registry.submitted(supersedes_id=near, valid_from=date(2026, 12, 11), valid_to=date(2028, 4, 1))
    assert queued(registry, QueueView.RENEWALS) == [(second, date(2026, 12, 10)), (first, date(2027, 3, 31))]
    with registry.database.reading() as session:
        ending = read_queue(
            session, QueueFilter(QueueView.ENDING, 30), federation_id=registry["andes"], after=None, limit=9, now=NOW
        )
    assert [(line.id, line.renewal_id) for line in ending] == [(near, second)]


def test_a_recheck_is_due_to_who_promised_it_until_it_is_done(registry: Registry) -> None:
    soon, overdue = NOW.date() + 20 * DAY, NOW.date() - 3 * DAY
    registry.verified()
    registry.verified(recheck_due_on=NOW.date() + 200 * DAY)
    promised = registry.verified(recheck_due_on=soon)
    missed = registry.verified(recheck_due_on=overdue, now=NOW - 30 * DAY)
    assert queued(registry, QueueView.RECHECK) == [(missed, overdue), (promised, soon)]
    assert queued(registry, QueueView.RECHECK, within_days=7) == [(missed, overdue)]
    assert queued(registry, QueueView.RECHECK, federation="baobab") == []
    registry.decide(missed, VerificationDecision.VERIFY)
    assert queued(registry, QueueView.RECHECK) == [(promised, soon)]


def test_all_that_stands_is_found_by_its_last_day(registry: Registry) -> None:
    late, soon = registry.verified(valid_to=date(2029, 1, 1)), registry.verified(valid_to=date(2027, 1, 1))
    registry.decide(soon, VerificationDecision.SUSPEND)
    registry.submitted()
    registry.decide(registry.verified(), VerificationDecision.WITHDRAW)
    assert queued(registry, QueueView.STANDING) == [(soon, date(2027, 1, 1)), (late, date(2029, 1, 1))]
    # A renewal that is still to begin has not taken its place.
    after = registry.verified(supersedes_id=late, valid_from=date(2026, 12, 1), valid_to=date(2030, 1, 1))
    assert [each for each, _ in queued(registry, QueueView.STANDING)] == [soon, late, after]


def test_a_queue_is_narrowed_by_scheme_and_by_country(registry: Registry) -> None:
    peru = registry.submitted(now=NOW - DAY)
    ghana = registry.submitted("organic", holder="other", person="stranger")
    assert queued(registry, QueueView.WAITING) == [(peru, None), (ghana, None)]
    assert queued(registry, QueueView.WAITING, scheme="organic") == [(ghana, None)]
    assert queued(registry, QueueView.WAITING, country="PE") == [(peru, None)]
    assert queued(registry, QueueView.WAITING, scheme="organic", country="PE") == []


def test_nothing_outside_the_mandate_is_counted(registry: Registry) -> None:
    registry.submitted(subjects=[(SubjectKind.CATEGORY, "honey")])
    registry.submitted(subjects=[(SubjectKind.CATEGORY, "coffee")])
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
        grant_mandate(
            session,
            federation_id=registry["andes"],
            scheme="fairtrade",
            categories=["coffee"],
            granted_by=None,
            now=NOW,
        )
    with registry.database.reading() as session:
        counts = [
            summarise_queue(session, federation_id=registry[each], within_days=90, now=NOW).counts[QueueView.WAITING]
            for each in ("andes", "baobab")
        ]
    assert counts == [1, 2]


def test_every_line_is_read_once_page_by_page(api: Api) -> None:
    ids = [api.submitted(number=str(990560 + each)) for each in range(5)]
    path, seen, cursor = api.path("andes", "verification-queue"), [], None
    while True:
        page = api.ok(
            "lucia", "GET", path, params={"limit": 2, "view": "waiting"} | ({"cursor": cursor} if cursor else {})
        )
        seen += [line["id"] for line in page["data"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
        # A cursor of one view is none of another.
        api.refused("lucia", "GET", path, 400, "bad_cursor", params={"cursor": cursor, "view": "ending"})
    assert seen == ids


@pytest.mark.parametrize("asked", [{"view": "everything"}, {"within": "0"}, {"country": "gh"}])
def test_what_no_queue_has_is_refused(api: Api, asked: dict[str, str]) -> None:
    assert api("lucia", "GET", api.path("andes", "verification-queue"), params=asked).status_code == 422


def test_the_summary_counts_views_and_names_what_can_be_chosen(api: Api) -> None:
    api.verified(valid_to=(TODAY + 40 * DAY).isoformat())
    api.submitted(number="990561")
    found = api.ok("lucia", "GET", api.path("andes", SUMMARY))
    assert found.pop("reasons")["ask"][0] == {"code": "document_missing", "text": "A document is missing."}
    assert found == {
        "counts": {"waiting": 1, "renewals": 0, "ending": 1, "recheck": 0},
        "schemes": [{"code": DRAFT["scheme"], "name": "Fairtrade"}],
        "countries": ["PE"],
    }
    assert api.ok("lucia", "GET", api.path("andes", SUMMARY), params={"within": 30})["counts"]["ending"] == 0
    api.refused("kwame", "GET", api.path("andes", SUMMARY), 404, "no_such_federation")
