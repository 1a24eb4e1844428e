"""Which bit of a status list is set, from the standing alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from certification.credentials.rules import needs_new_places, status_at
from certification.rules import Standing
from models.enums import CertificateState, StatusPurpose

START = datetime(2026, 1, 1, tzinfo=UTC)
ENDED = datetime(2026, 6, 1, tzinfo=UTC)
LIMIT = datetime(2026, 12, 1, tzinfo=UTC)
GOOD = Standing(CertificateState.VERIFIED, START, START + timedelta(days=700), START, None, None, None)
SUSPENDED = replace(GOOD, state=CertificateState.SUSPENDED, claim_until=ENDED, suspended_until=LIMIT)
TICK = timedelta(microseconds=1)


def test_a_claim_that_is_shown_sets_no_bit_and_neither_do_its_dates() -> None:
    assert status_at(GOOD, ENDED, has_ended=False) is None
    assert status_at(GOOD, START - TICK, has_ended=False) is None
    assert status_at(GOOD, GOOD.expires_at, has_ended=False) is None
    assert status_at(GOOD, ENDED, has_ended=True) is StatusPurpose.REVOCATION


def test_a_suspension_becomes_a_revocation_where_its_schemes_limit_is_reached() -> None:
    assert status_at(SUSPENDED, ENDED - TICK, has_ended=False) is None
    assert status_at(SUSPENDED, ENDED, has_ended=False) is StatusPurpose.SUSPENSION
    assert status_at(SUSPENDED, LIMIT - TICK, has_ended=False) is StatusPurpose.SUSPENSION
    assert status_at(SUSPENDED, LIMIT, has_ended=False) is StatusPurpose.REVOCATION
    without_limit = replace(SUSPENDED, suspended_until=None)
    assert status_at(without_limit, LIMIT, has_ended=False) is StatusPurpose.SUSPENSION


def test_what_nobody_vouches_for_is_suspended() -> None:
    lost = replace(GOOD, mandated_until=ENDED)
    assert status_at(lost, ENDED, has_ended=False) is StatusPurpose.SUSPENSION


def test_only_what_was_brought_back_gets_new_places() -> None:
    assert needs_new_places(GOOD, has_ended=True, at=ENDED)
    assert not needs_new_places(GOOD, has_ended=False, at=ENDED)
    assert not needs_new_places(SUSPENDED, has_ended=True, at=LIMIT)
    withdrawn = replace(GOOD, state=CertificateState.WITHDRAWN, claim_until=ENDED)
    assert not needs_new_places(withdrawn, has_ended=True, at=ENDED)
