"""Which federations may decide about which certificates: one rule, for one certificate and for a list of them."""

from sqlalchemy import text

from certification.pages.in_charge import federations_in_charge, schemes_in_charge
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
