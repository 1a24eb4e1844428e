"""Who may raise how many alerts: nobody can fill up a certificate's alerts so that others are not heard."""

import pytest
from sqlalchemy import text

from certification.errors import TooMany
from certification.objection_errors import OwnCertificate
from certification.public_alerts.moderate_alert import moderate_alert
from certification.public_alerts.queries import list_waiting
from certification.public_alerts.raise_public_alert import raise_public_alert
from certification.public_alerts.rules import sender_mark
from models.enums import PublicAlertOutcome
from tests.certification.at_once import meanwhile
from tests.certification.registry import NOW, REASON, Registry

BODY = "They buy from others and mix it in."


def alert(registry: Registry, certificate_id: str, person: str | None = None, *, sender: bytes = b"here") -> str:
    with registry.database.transaction() as session:
        return raise_public_alert(
            session,
            certificate_id=certificate_id,
            body=BODY,
            person_id=registry[person] if person else None,
            sender=sender,
            now=NOW,
        ).id


def moderate(registry: Registry, alert_id: str) -> None:
    with registry.database.transaction() as session:
        moderate_alert(
            session,
            alert_id=alert_id,
            federation_id=registry["andes"],
            verifier_id=registry["lucia"],
            outcome=PublicAlertOutcome.DISMISSED,
            note=REASON,
            now=NOW,
        )


def test_whoever_fills_up_their_own_number_silences_nobody_else(registry: Registry) -> None:
    certificate_id, other_id = registry.verified(), registry.verified("organic")
    first, *_ = [alert(registry, certificate_id) for _ in range(10)]
    with pytest.raises(TooMany):
        alert(registry, certificate_id)
    with pytest.raises(TooMany):
        alert(registry, certificate_id, "stranger")
    for network in range(10):
        for _ in range(5):
            alert(registry, certificate_id, sender=bytes([network]))
    alert(registry, other_id)
    moderate(registry, first)
    alert(registry, certificate_id)
    # What was answered is counted no more, and where it came from is forgotten.
    assert registry.one("select count(*) from public_alert where outcome is not null and sender is not null") == 0


def test_a_person_has_a_number_wherever_they_are(registry: Registry) -> None:
    certificate_id = registry.verified()
    for network in range(3):
        alert(registry, certificate_id, "stranger", sender=bytes([network]))
    with pytest.raises(TooMany):
        alert(registry, certificate_id, "stranger", sender=b"elsewhere")
    alert(registry, certificate_id, "kwame", sender=b"elsewhere")


def test_the_holders_own_people_raise_none(registry: Registry) -> None:
    certificate_id = registry.verified()
    with pytest.raises(OwnCertificate):
        alert(registry, certificate_id, "farmer")
    with registry.database.transaction() as session:
        session.execute(
            text("update membership set ended_at = now() where person_id = :id"), {"id": registry["farmer"]}
        )
    alert(registry, certificate_id, "farmer")


def test_two_at_once_are_not_both_the_last(registry: Registry) -> None:
    certificate_id = registry.verified()
    for _ in range(2):
        alert(registry, certificate_id, "stranger")

    def third(session) -> None:
        raise_public_alert(
            session,
            certificate_id=certificate_id,
            body=BODY,
            person_id=registry["stranger"],
            sender=b"there",
            now=NOW,
        )

    assert meanwhile(registry.database, third, lambda: alert(registry, certificate_id, "stranger")) == "TooMany"


def test_a_flood_about_one_certificate_hides_no_alert_about_another(registry: Registry) -> None:
    flooded, other = registry.verified(), registry.verified()
    for number in range(25):
        alert(registry, flooded, sender=bytes([number]))
    last = alert(registry, other)
    with registry.database.reading() as session:
        waiting = [each.id for each in list_waiting(session, scheme_ids=[registry["fairtrade"]], limit=500)]
    assert len(waiting) == 21
    assert waiting[-1] == last


def test_a_mark_tells_networks_apart_and_nothing_else() -> None:
    def mark(address: str, certificate_id: str = "crt_1", secret: str = "s") -> bytes:
        return sender_mark(address, certificate_id=certificate_id, secret=secret)

    assert mark("192.0.2.1") == mark("::ffff:192.0.2.1") != mark("192.0.2.2")
    # A line with IPv6 has more addresses than anybody could count.
    assert mark("2001:db8:0:1::1") == mark("2001:db8:0:1:ffff::9") != mark("2001:db8:0:2::1")
    assert len({mark("192.0.2.1"), mark("192.0.2.1", "crt_2"), mark("192.0.2.1", secret="t"), mark("unknown")}) == 4
