"""Appeals, alerts, messages and register look-ups over HTTP."""

from tests.certification.registry import NOTHING, REASON
from tests.certification.served import Api

BODY = {"body": "They buy from others and mix it in."}

NAMED = {"number": "990552", "scheme_name": "Fairtrade", "holder": "Coop"}


def test_an_appeal_is_decided_by_a_colleague_and_lifts_the_suspension(api: Api) -> None:
    certificate_id = api.verified()
    api.ok("lucia", "POST", f"/v1/certificates/{certificate_id}/verifications", 201, json=api.decision("suspend"))
    path = f"/v1/certificates/{certificate_id}/appeals"
    api.refused("stranger", "POST", path, 404, "no_such_certificate", json={"reason": REASON})
    filed = api.ok("farmer", "POST", path, 201, json={"reason": REASON})
    assert api.ok("marta", "GET", api.path("andes", "appeals"))["data"] == [filed | NAMED]
    assert api.ok("farmer", "GET", path)["data"] == [filed]
    api.refused("stranger", "GET", path, 404, "no_such_certificate")
    decide = f"/v1/appeals/{filed['id']}/decide"
    body = {"federation_id": api.registry["andes"], "outcome": "upheld", "answer": REASON}
    api.refused("lucia", "POST", decide, 403, "own_decision", json=body)
    api.refused("kwame", "POST", decide, 404, "no_such_federation", json=body)
    assert api.ok("marta", "POST", decide, json=body)["outcome"] == "upheld"
    assert api.ok(None, "GET", f"/v1/certificates/{certificate_id}")["is_shown"] is True
    assert api.ok("marta", "GET", api.path("andes", "appeals"))["data"] == []


def test_an_alert_is_public_only_in_the_federations_words(api: Api) -> None:
    certificate_id = api.verified()
    proof = f"/v1/certificates/{certificate_id}"
    api.refused(None, "POST", f"/v1/certificates/{NOTHING}/alerts", 404, "no_such_certificate", json=BODY)
    taken = api.ok(None, "POST", f"{proof}/alerts", 202, json=BODY)
    api.refused("farmer", "POST", f"{proof}/alerts", 403, "own_certificate", json=BODY)
    (waiting,) = api.ok("lucia", "GET", api.path("andes", "public-alerts"))["data"]
    assert (waiting["id"], waiting["body"]) == (taken["id"], BODY["body"])
    assert api.ok(None, "GET", proof)["disputes"] == []
    moderate = f"/v1/public-alerts/{taken['id']}/moderate"
    body = {"federation_id": api.registry["andes"], "outcome": "accepted", "note": "We look into where it was bought."}
    api.refused("farmer", "POST", moderate, 403, "role_not_allowed", json=body)
    api.refused("kwame", "POST", moderate, 404, "no_such_federation", json=body)
    api.ok("lucia", "POST", moderate, json=body)
    (dispute,) = api.ok(None, "GET", proof)["disputes"]
    assert dispute["note"] == body["note"]
    settle = {"federation_id": api.registry["andes"], "settlement": "The lots were traced; nothing was mixed."}
    api.ok("marta", "POST", f"/v1/public-alerts/{taken['id']}/settle", json=settle)
    assert api.ok(None, "GET", proof)["disputes"] == []
    assert api.ok("lucia", "GET", api.path("andes", "public-alerts"))["data"] == []


def test_both_sides_speak_and_others_neither_read_nor_speak(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/messages"
    api.ok("farmer", "POST", path, 201, json={"body": "Is anything missing?"})
    api.ok("lucia", "POST", path, 201, json={"body": "The list.", "federation_id": api.registry["andes"]})
    api.refused("stranger", "POST", path, 404, "no_such_certificate", json={"body": "Hello?"})
    api.refused("lucia", "POST", path, 404, "no_such_certificate", json={"body": "As the holder?"})
    api.refused("stranger", "GET", path, 404, "no_such_certificate")
    said = [each["body"] for each in api.ok("kwame", "GET", path)["data"]]
    assert said == ["Is anything missing?", "The list."]


def test_a_register_that_is_not_connected_says_so(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/register-checks"
    body = {"federation_id": api.registry["andes"]}
    api.refused("farmer", "POST", path, 403, "role_not_allowed", json=body)
    api.refused("kwame", "POST", path, 404, "no_such_federation", json=body)
    api.refused("lucia", "POST", path, 503, "gateway_unavailable", json=body)


def test_what_waits_is_named_as_people_call_it(api: Api) -> None:
    certificate_id = api.verified()
    api.ok("lucia", "POST", f"/v1/certificates/{certificate_id}/verifications", 201, json=api.decision("suspend"))
    api.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/appeals", 201, json={"reason": "It was another farm."})
    said = {"body": "They sell what they never grew, ask the neighbours."}
    api.ok(None, "POST", f"/v1/certificates/{certificate_id}/alerts", 202, json=said)
    for path in ("appeals", "public-alerts"):
        (waiting,) = api.ok("lucia", "GET", api.path("andes", path))["data"]
        assert (waiting["number"], waiting["scheme_name"], waiting["holder"]) == ("990552", "Fairtrade", "Coop")
