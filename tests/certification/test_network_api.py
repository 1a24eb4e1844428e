"""Memberships and mandates over HTTP: two sides, their stewards, and nobody else."""

from datetime import timedelta

from sqlalchemy import text

from certification.audit.queries import walk
from kit.clock import utc_now
from market.accounts.issue_api_key import issue_api_key
from models.enums import MemberRole
from tests.certification.served import Api


def stewards(api: Api) -> None:
    with api.registry.database.transaction() as session:
        api.registry.join(session, "lucia", "andes", MemberRole.STEWARD)
        api.registry.join(session, "kwame", "baobab", MemberRole.STEWARD)
        session.execute(text("update person set is_operator = true where id = :id"), {"id": api.registry["stranger"]})


def test_from_an_invitation_to_a_mandate_and_back(api: Api) -> None:
    stewards(api)
    ids = api.registry
    body = {"network_id": ids["andes"], "member_id": ids["baobab"]}
    api.refused(None, "POST", "/v1/network-memberships", 401, "unauthenticated", json=body)
    api.refused("farmer", "POST", "/v1/network-memberships", 404, "no_such_network", json=body)
    api.refused("marta", "POST", "/v1/network-memberships", 404, "no_such_network", json=body)
    asked = api.ok("lucia", "POST", "/v1/network-memberships", 201, json=body)
    path = f"/v1/network-memberships/{asked['id']}"
    api.refused("lucia", "POST", f"{path}/accept", 409, "network_membership_answered")
    api.refused("farmer", "POST", f"{path}/accept", 404, "no_such_network_membership")
    assert api.ok("kwame", "POST", f"{path}/accept")["accepted_at"]
    circle = {"network_id": ids["baobab"], "member_id": ids["andes"]}
    api.refused("kwame", "POST", "/v1/network-memberships", 409, "network_circle", json=circle)
    (listed,) = api.ok("kwame", "GET", api.path("baobab", "network-memberships"))["data"]
    assert (listed["network_name"], listed["member_name"]) == ("Andes", "Baobab")
    api.refused("farmer", "GET", api.path("baobab", "network-memberships"), 404, "no_such_organisation")

    own = f"/v1/mandates/{ids['baobab:fairtrade']}/withdraw"
    api.refused("kwame", "POST", own, 404, "no_such_mandate")
    assert api.ok("stranger", "POST", own)["ended"] == [ids["baobab:fairtrade"]]
    delegations = f"/v1/mandates/{ids['andes:fairtrade']}/delegations"
    to = {"federation_id": ids["baobab"], "countries": ["PE"], "categories": ["coffee"]}
    api.refused("kwame", "POST", delegations, 404, "no_such_mandate", json=to)
    handed_on = api.ok("lucia", "POST", delegations, 201, json=to)
    assert handed_on["delegated_from"] == ids["andes:fairtrade"]
    assert api.ok(None, "GET", api.path("baobab", "mandates"))["data"][0] == handed_on
    assert api.ok("lucia", "POST", f"/v1/mandates/{handed_on['id']}/withdraw")["ended"] == [handed_on["id"]]
    again = api.ok("lucia", "POST", delegations, 201, json=to)
    assert api.ok("kwame", "POST", f"{path}/end")["ended_at"]
    assert api.ok(None, "GET", api.path("baobab", "mandates"))["data"][0]["withdrawn_at"]
    api.refused("lucia", "POST", f"/v1/mandates/{again['id']}/withdraw", 404, "no_such_mandate")


def test_the_market_grants_and_refusals_are_kept(api: Api) -> None:
    stewards(api)
    body = {"federation_id": api.registry["andes"], "scheme": "fairtrade", "countries": ["PE"]}
    api.refused("lucia", "POST", "/v1/mandates", 403, "role_not_allowed", json=body)
    api.refused("stranger", "POST", "/v1/mandates", 409, "mandate_exists", json=body)
    api.ok("stranger", "POST", f"/v1/mandates/{api.registry['andes:fairtrade']}/withdraw")
    assert api.ok("stranger", "POST", "/v1/mandates", 201, json=body)["countries"] == ["PE"]
    with api.registry.database.reading() as session:
        told = [(row.facts.action, row.facts.detail.get("refused")) for row in walk(session)][-4:]
    assert told == [
        ("mandate.create", "role_not_allowed"),
        ("mandate.create", "mandate_exists"),
        ("mandate.withdraw", None),
        ("mandate.grant", None),
    ]


def test_a_membership_is_ended_by_who_signed_in_lately_and_by_no_key(api: Api) -> None:
    stewards(api)
    body = {"network_id": api.registry["andes"], "member_id": api.registry["baobab"]}
    path = f"/v1/network-memberships/{api.ok('lucia', 'POST', '/v1/network-memberships', 201, json=body)['id']}"
    with api.registry.database.transaction() as session:
        scopes = ["network_membership:write"]
        key = issue_api_key(
            session,
            person_id=api.registry["lucia"],
            label="robot",
            scopes=scopes,
            known_scopes=set(scopes),
            expires_at=utc_now() + timedelta(days=1),
            now=utc_now(),
        )
        session.execute(
            text("update sign_in_session set authenticated_at = :long_ago where person_id = :id"),
            {"long_ago": utc_now() - timedelta(minutes=16), "id": api.registry["kwame"]},
        )
    robot = {"Authorization": f"Bearer {key.secret}"}
    api.refused(None, "POST", f"{path}/end", 403, "fresh_sign_in_needed", headers=robot)
    for act in ("accept", "end"):
        api.refused("kwame", "POST", f"{path}/{act}", 403, "fresh_sign_in_needed")
    assert api.ok("lucia", "POST", f"{path}/end")["ended_at"]
