"""What a producer says of itself, and that the public sees no figure and no photo without somebody's consent."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from kit.ids import new_id
from models.catalog import Media
from tests.catalog.authoring.conftest import Desk

TODAY = utc_now().date()
NEXT_YEAR = str(TODAY + timedelta(days=365))


def today() -> date:
    """A run of the tests may go on past midnight."""
    return utc_now().date()


def path(desk: Desk, what: str) -> str:
    return f"/v1/organisations/{desk.shop.world.norandino_id}/{what}"


def public(desk: Desk) -> dict:
    return desk.http.get("/v1/producers/norandino").json()


def consent(desk: Desk, subject: str, **more: object):
    asked = {"subject": subject, "given_by": "The assembly of 3 May", "ends_on": NEXT_YEAR, **more}
    return desk.post(path(desk, "consents"), asked)


def test_a_head_count_is_seen_only_while_somebody_agrees(desk: Desk) -> None:
    counted = desk.patch(path(desk, "facts"), {"members": {"total": 412, "women": 148, "men": 251}}, 1)
    assert counted.status_code == 200, counted.text
    assert counted.json()["members"] == {"total": 412, "women": 148, "men": 251, "unknown": 13}
    assert (counted.json()["self_identified_on"], counted.headers["ETag"]) == (str(today()), '"2"')
    assert (public(desk)["members"], public(desk)["self_identified_on"]) == (None, None)
    total = consent(desk, "members_total")
    assert (total.status_code, total.json()["is_live"]) == (201, True)
    hidden = {"total": 412, "women": None, "men": None, "unknown": None}
    assert public(desk)["members"] == hidden
    by_gender = consent(desk, "members_by_gender").json()
    assert public(desk)["members"] == {"total": 412, "women": 148, "men": 251, "unknown": 13}
    on_product = desk.http.get("/v1/products/coffee").json()["producer"]["members"]
    assert on_product == public(desk)["members"]
    taken = desk.post(path(desk, f"consents/{by_gender['id']}/withdraw"), None)
    assert (taken.status_code, taken.json()["is_live"]) == (200, False)
    assert public(desk)["members"] == hidden
    # A day after its last day it shows nothing; the trace stays.
    with desk.database.transaction() as session:
        session.execute(text("update consent set ends_on = :day"), {"day": today() - timedelta(days=1)})
    assert public(desk)["members"] is None
    listed = desk.get(path(desk, "consents")).json()["data"]
    assert [(each["subject"], each["is_live"]) for each in listed] == [
        ("members_by_gender", False),
        ("members_total", False),
    ]


def test_nobody_can_be_known_by_a_count_of_their_gender(desk: Desk) -> None:
    consent(desk, "members_total")
    consent(desk, "members_by_gender")
    desk.patch(path(desk, "facts"), {"members": {"total": 30, "women": 4, "men": 26}}, 1)
    whole = {"total": 30, "women": None, "men": None, "unknown": None}
    assert public(desk)["members"] == desk.http.get("/v1/products/coffee").json()["producer"]["members"] == whole
    desk.patch(path(desk, "facts"), {"members": {"total": 30, "women": 30, "men": 0}}, 2)
    assert public(desk)["members"] == {"total": 30, "women": 30, "men": 0, "unknown": 0}


def test_families_are_read_with_a_consent_and_never_while_they_could_be_known(desk: Desk) -> None:
    said = desk.patch(path(desk, "facts"), {"families": 180}, 1)
    assert (said.status_code, said.json()["families"], said.json()["families_on"]) == (200, 180, str(today())), (
        said.text
    )
    assert (public(desk)["families"], public(desk)["families_on"]) == (None, None)
    consent(desk, "members_total")
    assert public(desk)["families"] is None, "a consent to something else"
    given = consent(desk, "families_total").json()
    assert (public(desk)["families"], public(desk)["families_on"]) == (180, str(today()))
    desk.patch(path(desk, "facts"), {"place": "Piura"}, 2)
    assert public(desk)["families"] == 180
    for few in (1, 4):
        desk.patch(path(desk, "facts"), {"families": few})
        assert (public(desk)["families"], public(desk)["families_on"]) == (None, None), few
    desk.patch(path(desk, "facts"), {"families": 5})
    assert public(desk)["families"] == 5
    asked = desk.get(path(desk, "consents?subject=families_total")).json()["data"]
    assert [each["id"] for each in asked] == [given["id"]]
    desk.post(path(desk, f"consents/{given['id']}/withdraw"), None)
    assert public(desk)["families"] is None
    gone = desk.patch(path(desk, "facts"), {"families": None}).json()
    assert (gone["families"], gone["families_on"]) == (None, None)
    for wrong in (0, -1, "180", 1.5, 10**8, True):
        assert desk.patch(path(desk, "facts"), {"families": wrong}).status_code == 422, wrong


def test_a_consent_given_again_takes_the_place_of_the_old_one(desk: Desk) -> None:
    first = consent(desk, "members_total").json()
    second = consent(desk, "members_total", given_by="The board").json()
    listed = desk.get(path(desk, "consents")).json()["data"]
    assert [(each["id"], each["is_live"]) for each in listed] == [(second["id"], True), (first["id"], False)]


def test_a_photo_of_people_is_seen_only_while_they_agree(desk: Desk) -> None:
    world = desk.shop.world
    photo = new_id("med")
    with desk.database.transaction() as session:
        session.add(
            Media(
                id=photo,
                path="x",
                media_type="image/webp",
                sha256=b"x",
                width=10,
                height=10,
                alt={},
                owner_id=world.kuapa_id,
            )
        )
    refused = consent(desk, "photo", media_id=photo)
    assert (refused.status_code, refused.json()["code"]) == (404, "no_such_photo")
    with desk.database.transaction() as session:
        session.execute(text("update media set owner_id = :own"), {"own": world.norandino_id})
        session.execute(text("update organisation set picture_id = :photo where slug = 'norandino'"), {"photo": photo})
        session.execute(text("update product set picture_id = :photo where slug = 'coffee'"), {"photo": photo})
        session.execute(
            text(
                """insert into product_picture (product_id, media_id, position)
                   select id, :photo, 0 from product where slug = 'coffee'"""
            ),
            {"photo": photo},
        )
        session.execute(
            text(
                """insert into hub_grant (id, producer_id, hub_id, covers_all, may_set_stock, may_set_price, valid_from,
                                          granted_by, accepted_at)
                   select 'hgr_1', o.id, hub.id, true, false, false, now() - interval '1 day', p.id, now()
                   from organisation o, organisation hub, (select min(id) as id from person) p
                   where o.slug = 'norandino' and hub.slug = 'alianza'"""
            )
        )
    assert desk.one(_SHOWN, photo=photo) is True
    assert faces(desk) == [photo] * 8
    given = consent(desk, "photo", media_id=photo).json()
    assert desk.one(_SHOWN, photo=photo) is True
    assert faces(desk) == [photo] * 8
    desk.post(path(desk, f"consents/{given['id']}/withdraw"), None)
    assert desk.one(_SHOWN, photo=photo) is False
    assert faces(desk) == [None] * 8


_SHOWN = "select is_photo_shown(:photo, now())"


def faces(desk: Desk) -> list[str | None]:
    """The picture of one product and of who makes it, wherever the public sees it."""
    public = desk.http
    product, producer = public.get("/v1/products/coffee").json(), public.get("/v1/producers/norandino").json()
    [listed] = [one for one in public.get("/v1/producers").json()["data"] if one["slug"] == "norandino"]
    [card] = [one for one in public.get("/v1/products").json()["data"] if one["slug"] == "coffee"]
    [offered] = [one for one in public.get("/v1/hubs/alianza").json()["data"] if one["slug"] == "coffee"]
    cart = public.post("/v1/carts", json={"country": "FR"}).json()
    line = f"/v1/carts/{cart['id']}/lines/{product['variants'][0]['id']}"
    filled = public.put(line, json={"quantity": 1}, headers={"Cart-Secret": cart["secret"]}).json()
    put = filled["parcels"][0]["lines"][0]["product"]
    told = (product, product["producer"], producer, listed, card, put)
    pictures = [one["picture"] for one in told] + (product["pictures"] or [None])
    return [picture and picture["id"] for picture in pictures] + [offered["picture_id"]]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"ends_on": str(TODAY)}, "bad_consent_end"),
        ({"ends_on": str(TODAY + timedelta(days=3000))}, "bad_consent_end"),
        ({"ends_on": 20261231}, "invalid_request"),
        ({"given_by": " "}, "invalid_request"),
        ({"subject": "story"}, "invalid_request"),
        ({"subject": "photo"}, "consent_needs_photo"),
        ({"media_id": "med_x"}, "consent_needs_photo"),
    ],
)
def test_consents_that_cannot_be_are_refused(desk: Desk, asked: dict, code: str) -> None:
    refused = consent(desk, **{"subject": "members_total", **asked})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"members": {"total": 10, "women": 8, "men": 3}}, "members_do_not_add_up"),
        ({"members": {"total": -1}}, "invalid_request"),
        ({"line": "enterprise"}, "relation_off_its_line"),
        ({"relation": "worker_coop"}, "relation_off_its_line"),
        ({"languages": []}, "invalid_request"),
        ({"structure": "OS 60"}, "invalid_request"),
        ({"name": "Other"}, "invalid_request"),
    ],
)
def test_facts_that_cannot_be_are_refused(desk: Desk, asked: dict, code: str) -> None:
    refused = desk.patch(path(desk, "facts"), asked)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_an_organisation_says_what_it_is(desk: Desk) -> None:
    asked = {"structure": "OS60", "legal_form": "L2", "line": "enterprise", "relation": "worker_coop", "region": "Loja"}
    said = desk.patch(path(desk, "facts"), {**asked, "languages": ["es", "quz"], "founded_year": 1995}).json()
    assert {name: said[name] for name in asked} == asked
    assert (said["languages"], said["founded_year"], said["version"]) == (["es", "quz"], 1995, 2)
    assert desk.patch(path(desk, "facts"), {"structure": ""}, 2).json()["structure"] is None
    stale = desk.patch(path(desk, "facts"), {"region": "Piura"}, 2)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    counted = desk.patch(path(desk, "facts"), {"members": {"total": 9}}).json()
    assert counted["members"] == {"total": 9, "women": None, "men": None, "unknown": None}
    assert desk.patch(path(desk, "facts"), {"members": None}).json()["members"] is None


def test_values_of_an_organisation_are_public_only_with_consent(desk: Desk) -> None:
    one = {"kind": "values", "code": "ecology", "statement": "We plant trees.", "consent": True}
    other = {"kind": "anti_oppression", "code": "women", "consent": False}
    said = desk.put(path(desk, "values"), {"values": [one, other]})
    assert said.status_code == 200, said.text
    assert [(each["code"], each["consented_on"]) for each in said.json()["values"]] == [
        ("women", None),
        ("ecology", str(today())),
    ]
    assert [(each["code"], each["statement"]) for each in public(desk)["values"]] == [("ecology", "We plant trees.")]
    assert desk.put(path(desk, "values"), {"values": [{**one, "consent": False}]}).status_code == 200
    assert public(desk)["values"] == []
    assert desk.put(path(desk, "values"), {"values": [{**one, "code": "x"}]}).json()["code"] == "no_such_term"
    bad = {**one, "evidence_url": "javascript:alert(1)"}
    assert desk.put(path(desk, "values"), {"values": [bad]}).json()["code"] == "invalid_request"
    assert desk.put(path(desk, "values"), {"values": [one, one]}).json()["code"] == "repeated_thing"


def test_the_first_language_of_a_story_is_the_original(desk: Desk) -> None:
    def tell(lang: str, body: str, **more: str) -> dict:
        return desk.put(path(desk, f"texts/{lang}/story"), {"body": body, **more}).json()

    tell("es", "Somos 42 familias.")
    tell("fr", "Nous sommes 42 familles.", origin="machine")
    texts = {each["lang"]: each["origin"] for each in tell("en", "We are 42 families.", origin="original")["texts"]}
    assert texts == {"es": "original", "fr": "machine", "en": "human"}
    assert tell("en", "Us.", origin="machine")["code"] == "human_translation_stands"
    assert tell("es", "Somos 43 familias.", origin="machine")["texts"][1]["origin"] == "original"
    seen = desk.http.get("/v1/producers/norandino?lang=fr").json()
    assert (seen["story"], seen["story_origin"]) == ("Nous sommes 42 familles.", "machine")
    assert tell("pt", "Café neutro em carbono.")["code"] == "unprovable_claim"
    assert tell("de", "x" * 5001)["code"] == "text_too_long"
    gone = desk.http.delete(path(desk, "texts/fr/story"), headers=desk.as_rosa)
    assert gone.status_code == 200
    missing = desk.http.delete(path(desk, "texts/fr/story"), headers=desk.as_rosa)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_translation")


def test_only_a_steward_speaks_for_the_organisation(desk: Desk) -> None:
    given = consent(desk, "members_total").json()
    foreign = desk.http.post(path(desk, f"consents/{given['id']}/withdraw"), headers=desk.as_akosua)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_organisation")
    theirs = f"/v1/organisations/{desk.shop.world.kuapa_id}/consents/{given['id']}/withdraw"
    mixed = desk.http.post(theirs, headers=desk.as_akosua)
    assert (mixed.status_code, mixed.json()["code"]) == (404, "no_such_consent")
    with desk.database.transaction() as session:
        session.execute(text("update membership set role = 'member'"))
    for answer in (desk.patch(path(desk, "facts"), {"region": "x"}), consent(desk, "members_total")):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_steward")
    assert desk.get(path(desk, "facts")).status_code == 200
