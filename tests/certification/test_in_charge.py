"""Which federations may decide about which certificates: one rule, for one certificate and for a list of them."""

from sqlalchemy import text

from certification.pages.in_charge import federations_in_charge, list_inside, schemes_in_charge
from certification.public_alerts.queries import list_waiting
from certification.public_alerts.raise_public_alert import raise_public_alert
from certification.withdraw_mandate import withdraw_mandate
from tests.certification.registry import NOTHING, NOW, Registry
from tests.certification.test_verbs import DAY


def test_each_certificate_has_those_whose_mandate_covers_it_and_a_draft_has_none(registry: Registry) -> None:
    ours, theirs = registry.submitted(), registry.submitted("organic", holder="other", person="stranger")
    asked = [ours, theirs, registry.draft(), NOTHING]
    both = [registry["andes"], registry["baobab"]]
    with registry.database.transaction() as session:
        change = text("update mandate set countries = '{GH}' where id = :id")
        session.execute(change, {"id": registry["baobab:fairtrade"]})
        withdraw_mandate(session, mandate_id=registry["andes:organic"], now=NOW + DAY)

        def in_charge(federations: list[str], now=NOW) -> dict[str, list[str]]:
            return federations_in_charge(session, certificate_ids=asked, federation_ids=federations, now=now)

        assert in_charge(both) == {ours: [registry["andes"]], theirs: sorted(both)}
        assert in_charge(both, NOW + DAY) == {ours: [registry["andes"]], theirs: [registry["baobab"]]}
        assert in_charge([registry["baobab"]]) == {theirs: [registry["baobab"]]}
        assert in_charge([]) == {}
        assert len(schemes_in_charge(session, federation_id=registry["andes"], now=NOW + DAY)) == 2


def test_what_waits_outside_a_mandate_takes_no_place_in_its_list(registry: Registry) -> None:
    abroad, ours = registry.verified(holder="other", person="stranger"), registry.verified()
    with registry.database.transaction() as session:
        session.execute(
            text("update mandate set countries = '{PE}' where id = :id"), {"id": registry["andes:fairtrade"]}
        )
        session.execute(
            text("""
                insert into certificate
                select (jsonb_populate_record(c, jsonb_build_object('id', 'crt_' || n, 'number', n::text))).*
                from certificate c, generate_series(1, 30) n where c.id = :abroad"""),
            {"abroad": abroad},
        )
        session.execute(
            text("""
                insert into public_alert (id, certificate_id, body, raised_at, public_note, settlement)
                select 'pal_00' || c || '_' || n, 'crt_' || c, 'They sell what they do not make.', :now, '', ''
                from generate_series(1, 30) c, generate_series(1, 20) n"""),
            {"now": NOW},
        )
        alert = raise_public_alert(
            session,
            certificate_id=ours,
            body="The beans come from somewhere else.",
            person_id=None,
            sender=b"somebody",
            now=NOW,
        )
        here = list_inside(session, list_waiting, federation_id=registry["andes"], now=NOW)
        assert [each.id for each in here] == [alert.id]
        there = list_inside(session, list_waiting, federation_id=registry["baobab"], now=NOW)
        assert len(there) == 500 and alert.id not in {each.id for each in there}
