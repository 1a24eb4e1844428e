"""Who a listed organisation belongs to: evidence, somebody else's decision, and nothing of it before that."""

import pytest
from sqlalchemy import text

from market.accounts.directories.import_listings import import_listings
from market.accounts.directories.sites import is_site_address
from tests.certification.registry import NOW, PDF, Registry
from tests.certification.served import Api, served

LIST = (
    "Organization Type,Name,name,Region,Country,City,Latitude,Longitude,Type,Sector,Website\n"
    "x,Molino de Añatuya,Agriculture,Americas,Peru,Piura,-5.19,-80.63,Producer cooperative,Agriculture,"
    "https://www.molino.example/es\n"
    "x,Kente Weavers,Artisans,Africa,Ghana,Kumasi,6.69,-1.62,Producer cooperative,Artisans,\n"
    "x,Nowhere,,,,,,,,,\n"
)
WORDS = {"reason": "The statutes name her as president."}
FOUND = {"line": "agrarian", "relation": "agricultural_coop"}
PAPER = {"file": ("statutes.pdf", PDF, "application/pdf")}


@pytest.fixture
def api(fresh_database_url: str, registry: Registry, tmp_path):
    with registry.database.transaction() as session:
        import_listings(session, LIST.encode(), is_dry_run=False, now=NOW)
        session.execute(text("update person set is_operator = true where full_name = 'Stranger'"))
    with served(fresh_database_url, registry, tmp_path) as running:
        yield running


def listed(api: Api, name: str) -> str:
    [one] = api.ok(None, "GET", f"/v1/listed-organisations?q={name}")["data"]
    return one["id"]


def claim(api: Api, person: str, name: str = "molino", **options) -> str:
    made = api.ok(
        person, "POST", f"/v1/listed-organisations/{listed(api, name)}/claims", 201, **({"files": PAPER} | options)
    )
    return made["id"]


def decide(api: Api, person: str, claim_id: str, **decision) -> dict:
    return api.ok(person, "POST", f"/v1/listing-claims/{claim_id}/decide", json=WORDS | decision)


def test_a_list_is_read_by_everybody_and_says_that_nobody_has_checked_it(api: Api) -> None:
    page = api.ok(None, "GET", "/v1/listed-organisations?limit=2")
    assert page["has_more"]
    rest = api.ok(None, "GET", f"/v1/listed-organisations?limit=2&cursor={page['next_cursor']}")
    assert len({one["id"] for one in page["data"] + rest["data"]}) == 3
    [molino] = api.ok(None, "GET", "/v1/listed-organisations?q=MOLINO&country=PE")["data"]
    assert (molino["is_verified"], molino["organisation_id"], molino["place"]) == (False, None, "Piura")
    assert (molino["latitude"], molino["structure"]) == ("-5.2", "organisational-structure/OS90")
    assert api.ok(None, "GET", "/v1/listed-organisations?q=%25_")["data"] == []
    assert api.ok(None, "GET", f"/v1/listed-organisations/{molino['id']}") == molino
    api.refused(None, "GET", "/v1/listed-organisations/lst_00000000000000000000000000", 404, "no_such_listing")
    # It is no producer of the market for standing in a list.
    assert "Molino" not in str(api.ok(None, "GET", "/v1/producers"))


def test_from_a_claim_to_a_producer(api: Api, registry: Registry) -> None:
    made = claim(api, "farmer", data={"note": "I keep its books."})
    assert claim(api, "farmer") == made
    [waiting] = api.ok("lucia", "GET", "/v1/listing-claims/waiting")["data"]
    assert (waiting["id"], waiting["claimant"], waiting["note"]) == (made, "Farmer", "I keep its books.")
    paper = api("lucia", "GET", f"/v1/listing-claims/{made}/document")
    assert (paper.content, paper.headers["content-security-policy"]) == (PDF, "sandbox")
    decided = decide(api, "lucia", made, found=FOUND)
    assert (decided["state"], decided["listed"]["organisation_id"]) == ("approved", decided["organisation_id"])
    producer = api.ok(None, "GET", f"/v1/producers/{decided['organisation_id']}")
    assert (producer["slug"], producer["country"], producer["structure"]) == ("molino-de-anatuya", "PE", "OS90")
    mine = [one["id"] for one in api.ok("farmer", "GET", "/v1/me")["organisations"]]
    assert decided["organisation_id"] in mine
    api.refused(
        "kwame", "POST", f"/v1/listed-organisations/{listed(api, 'molino')}/claims", 409, "listing_taken", files=PAPER
    )
    api.refused("lucia", "POST", f"/v1/listing-claims/{made}/decide", 409, "listing_taken", json=WORDS)


def test_it_becomes_a_producer_on_the_line_of_its_relation(api: Api) -> None:
    made = claim(api, "farmer")
    off = {"line": "enterprise", "relation": "agricultural_coop"}
    path = f"/v1/listing-claims/{made}/decide"
    api.refused("lucia", "POST", path, 422, "relation_off_its_line", json={**WORDS, "found": off})
    assert api.ok("lucia", "GET", "/v1/listing-claims/waiting")["data"]
    assert decide(api, "lucia", made, found=FOUND)["state"] == "approved"


def test_an_operator_links_it_to_an_organisation_that_is_here(api: Api, registry: Registry) -> None:
    made, rival = claim(api, "farmer"), claim(api, "kwame")
    path = f"/v1/listing-claims/{made}/decide"
    # A federation can open a new shop, never somebody else's.
    api.refused("lucia", "POST", path, 404, "no_such_organisation", json={**WORDS, "link": {"organisation": "other"}})
    api.refused(
        "stranger", "POST", path, 404, "no_such_organisation", json={**WORDS, "link": {"organisation": "nobody"}}
    )
    decided = decide(api, "stranger", made, link={"organisation": "coop"})
    assert decided["organisation_id"] == registry["coop"]
    api.refused(
        "lucia", "POST", f"/v1/listing-claims/{rival}/decide", 409, "listing_taken", json={**WORDS, "found": FOUND}
    )
    assert decide(api, "lucia", rival)["state"] == "refused"


def test_only_somebody_else_of_that_country_decides(api: Api) -> None:
    made = claim(api, "lucia")
    for person in ("lucia", "kwame"):  # her own claim; a federation of another country
        api.refused(person, "POST", f"/v1/listing-claims/{made}/decide", 404, "no_such_listing_claim", json=WORDS)
    api.refused("kwame", "GET", f"/v1/listing-claims/{made}/document", 404, "no_such_listing_claim")
    api.refused("farmer", "GET", "/v1/listing-claims/waiting", 403, "role_not_allowed")
    api.refused(None, "GET", "/v1/listing-claims", 401, "unauthenticated")
    assert api.ok("kwame", "GET", "/v1/listing-claims/waiting")["data"] == []
    assert [one["id"] for one in api.ok("lucia", "GET", "/v1/listing-claims")["data"]] == [made]
    nowhere = claim(api, "farmer", "nowhere")
    assert nowhere not in str(api.ok("lucia", "GET", "/v1/listing-claims/waiting"))
    api.refused(
        "stranger",
        "POST",
        f"/v1/listing-claims/{nowhere}/decide",
        422,
        "listing_country_missing",
        json={**WORDS, "found": FOUND},
    )
    assert decide(api, "stranger", nowhere, found={**FOUND, "country": "CL"})["state"] == "approved"


def test_evidence_is_a_document_or_a_proven_address_at_the_site(api: Api, registry: Registry) -> None:
    path = f"/v1/listed-organisations/{listed(api, 'molino')}/claims"
    api.refused("farmer", "POST", path, 422, "listing_evidence_missing")
    api.refused("farmer", "POST", path, 422, "bad_document", files={"file": ("x", b"\x00\x01", "application/pdf")})
    with registry.database.transaction() as session:
        session.execute(text("update person set email = 'ana@molino.example' where full_name = 'Farmer'"))
    # An address that was typed is not an address that was proven.
    api.refused("farmer", "POST", path, 422, "listing_evidence_missing")
    with registry.database.transaction() as session:
        session.execute(text("update person set email_confirmed_at = now() where full_name = 'Farmer'"))
    made = api.ok("farmer", "POST", path, 201)
    assert (made["is_site_address"], made["has_document"]) == (True, False)
    api.refused("lucia", "GET", f"/v1/listing-claims/{made['id']}/document", 404, "no_such_listing_claim")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": ""},
        {**WORDS, "found": FOUND, "link": {"organisation": "x"}},
        {**WORDS, "found": {**FOUND, "country": "Peru"}},
        {**WORDS, "x": 1},
    ],
)
def test_a_decision_that_cannot_be_right_is_refused(api: Api, body: dict) -> None:
    assert api("lucia", "POST", f"/v1/listing-claims/{claim(api, 'farmer')}/decide", json=body).status_code == 422


@pytest.mark.parametrize(
    ("email", "website", "is_there"),
    [
        ("ana@molino.example", "https://www.molino.example/es", True),
        ("ana@mail.molino.example", "http://molino.example", True),
        ("ana@evilmolino.example", "http://molino.example", False),
        ("ana@example", "http://molino.example", False),
        ("ana@facebook.com", "http://www.facebook.com/molino", False),
        ("ana@wordpress.com", "http://molino.wordpress.com", False),
        ("ana@molino.example", "", False),
        ("ana@molino.example", "http://[", False),
    ],
)
def test_whose_address_is_at_a_site(email: str, website: str, is_there: bool) -> None:
    assert is_site_address(email, website) is is_there
