"""Pictures over HTTP: brought by their producers, shown to those who may see them, in the size that fits."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text
from starlette.testclient import TestClient

from api.tools import Tools
from gateways.fetching import GuardedFetcher
from gateways.pictures import PicturesInChild
from kit.clock import utc_now
from market.catalog.pictures.make_picture import PictureDoors, make_picture
from market.catalog.pictures.sweep_pictures import sweep_pictures
from models.enums import PictureState
from tests.api.conftest import Scene
from tests.api.people import People, Somebody
from tests.shop import Shop

NEXT_WEEK = str((utc_now() + timedelta(days=7)).date())


def photo(width: int = 700, colour: str = "#804020") -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, width // 2), colour).save(written, "PNG")
    return written.getvalue()


class Farm:
    """Rosa's coffee, over HTTP, with a worker at hand."""

    def __init__(self, client: TestClient, people: People, shop: Shop, tools: Tools):
        self.client, self.people, self.shop, self.tools = client, people, shop, tools
        with shop.database.reading() as session:
            self.coffee = session.execute(text("select id from product where slug = 'coffee'")).scalar_one()
        self.at = f"/v1/products/{self.coffee}/pictures"

    def bring(self, data: bytes, /, **fields: str):
        return self.bring_as(self.people.producer, data, **fields)

    def bring_as(self, somebody: Somebody, data: bytes, /, **fields: str):
        form = {"alt": "A sack of coffee", **fields}
        file = {"file": ("a.png", data, "image/png")}
        return self.client.post(self.at, files=file, data=form, headers=somebody.headers)

    def ready(self, data: bytes, **fields: str) -> str:
        media_id = self.bring(data, **fields).json()["id"]
        doors = PictureDoors(GuardedFetcher(), PicturesInChild(), self.tools.files)
        assert make_picture(self.shop.database, doors, media_id=media_id, now=utc_now()) is PictureState.READY
        return media_id

    def own(self) -> list[dict]:
        answer = self.client.get(self.at, headers=self.people.producer.headers)
        assert answer.status_code == 200
        return answer.json()["data"]

    def face(self) -> str | None:
        picture = self.client.get("/v1/products/coffee").json()["picture"]
        return None if picture is None else picture["id"]

    def put_on(self, state: str) -> None:
        with self.shop.database.transaction() as session:
            session.execute(
                text(
                    "update product set state = :state, "
                    "published_at = case when :state = 'draft' then null else published_at end where id = :id"
                ),
                {"state": state, "id": self.coffee},
            )


@pytest.fixture
def farm(client: TestClient, people: People, shop: Shop, tools: Tools) -> Farm:
    return Farm(client, people, shop, tools)


def test_a_picture_is_brought_made_and_shown_in_the_size_that_fits(farm: Farm) -> None:
    brought = farm.bring(photo())
    assert brought.status_code == 202
    assert (brought.json()["state"], brought.json()["alt"]) == ("queued", {"en": "A sack of coffee"})
    assert farm.client.get(f"/v1/media/{brought.json()['id']}").status_code == 404
    media_id = farm.ready(photo())
    assert media_id == brought.json()["id"]
    assert farm.face() == media_id
    assert farm.own()[0]["widths"] == [320, 640, 700]
    for query, accept, media_type, width in (
        ("", "image/avif,image/webp,*/*;q=0.8", "image/avif", 640),
        ("", "*/*", "image/webp", 640),
        ("?w=1", "image/webp", "image/webp", 320),
        ("?w=321", "text/html", "image/webp", 640),
        ("?w=9999", "image/avif;q=0.9", "image/avif", 700),
        ("?w=320&format=webp", "image/avif", "image/webp", 320),
    ):
        answer = farm.client.get(f"/v1/media/{media_id}{query}", headers={"Accept": accept})
        assert answer.headers["Content-Type"] == media_type
        with Image.open(BytesIO(answer.content)) as image:
            assert image.width == width
            assert f"image/{(image.format or '').lower()}" == media_type
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert ("Accept" in answer.headers.get("Vary", "").split(", ")) == ("format" not in query)
        again = farm.client.get(
            f"/v1/media/{media_id}{query}", headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("query", ["w=0", "w=-1", "w=x", "w=99999", "format=svg", "format=../a", "width=3"])
def test_questions_that_make_no_sense_are_refused(farm: Farm, query: str) -> None:
    assert 400 <= farm.client.get(f"/v1/media/{farm.ready(photo())}?{query}").status_code < 500


def test_a_drafts_picture_is_for_its_own_people(farm: Farm) -> None:
    media_id = farm.ready(photo())
    farm.put_on("draft")
    path = f"/v1/media/{media_id}"
    own = farm.client.get(path, headers=farm.people.producer.headers)
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "private, no-store"
    for headers in ({}, farm.people.other_producer.headers, farm.people.consumer.headers):
        assert farm.client.get(path, headers=headers).json()["code"] == "no_such_picture"
    farm.put_on("archived")  # never shown to anybody before
    assert farm.client.get(path).status_code == 404


def test_a_picture_of_what_was_on_sale_stays_for_those_who_bought_it(farm: Farm) -> None:
    media_id = farm.ready(photo())
    farm.put_on("archived")
    assert farm.client.get(f"/v1/media/{media_id}").status_code == 200


def test_a_picture_taken_off_is_shown_no_more(farm: Farm) -> None:
    first, second = farm.ready(photo()), farm.ready(photo(colour="blue"))
    headers = farm.people.producer.headers
    assert farm.client.delete(f"{farm.at}/{first}", headers=headers).status_code == 204
    assert farm.face() == second
    assert farm.client.get(f"/v1/media/{first}").status_code == 404
    assert farm.client.delete(f"{farm.at}/{first}", headers=headers).status_code == 404
    assert farm.client.delete(f"{farm.at}/{second}", headers=headers).status_code == 204
    assert farm.face() is None


def test_pictures_stand_in_the_order_their_producer_gives(farm: Farm) -> None:
    first, second = farm.ready(photo()), farm.ready(photo(colour="blue"))
    assert [own["id"] for own in farm.own()] == [first, second]

    def order(*ids: str):
        return farm.client.put(f"{farm.at}/order", json={"pictures": ids}, headers=farm.people.producer.headers)

    assert order(second, first).status_code == 204
    assert [own["id"] for own in farm.own()] == [second, first]
    assert farm.face() == second
    shown = farm.client.get("/v1/products/coffee").json()["pictures"]
    assert [(one["id"], one["widths"], one["colour"]) for one in shown] == [
        (second, [320, 640, 700], "#0000ff"),
        (first, [320, 640, 700], "#804020"),
    ]
    for wrong in ((), (first,), (first, first), (first, second, second), ("med_x", first)):
        assert order(*wrong).json()["code"] == "picture_order_incomplete"
    assert farm.face() == second


def test_words_are_kept_by_language_and_never_missing_in_the_products_own(farm: Farm) -> None:
    media_id = farm.ready(photo())

    def say(**alt: str):
        return farm.client.patch(f"{farm.at}/{media_id}", json={"alt": alt}, headers=farm.people.producer.headers)

    assert say(fr="Un sac\n de café", en="Coffee in a sack").status_code == 204
    assert farm.own()[0]["alt"] == {"en": "Coffee in a sack", "fr": "Un sac de café"}
    assert farm.client.get("/v1/products/coffee?lang=fr").json()["picture"]["alt"] == "Un sac de café"
    assert say(fr="").status_code == 204
    assert say(en=" ").json()["code"] == "alt_text_missing"
    assert farm.own()[0]["alt"] == {"en": "Coffee in a sack"}
    assert farm.bring(photo(colour="red"), alt="  ").json()["code"] == "alt_text_missing"


def test_a_picture_is_shown_while_those_in_it_agree(farm: Farm) -> None:
    media_id = farm.ready(photo(), consent_by="Rosa Quispe", consent_ends_on=NEXT_WEEK)
    path, headers = f"/v1/media/{media_id}", farm.people.producer.headers
    answer = farm.client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert farm.client.delete(f"{farm.at}/{media_id}/consent", headers=headers).status_code == 204
    assert farm.client.get(path).status_code == 404
    assert farm.client.get(path, headers=headers).status_code == 404
    assert farm.face() is None
    assert farm.client.get("/v1/products/coffee").json()["pictures"] == []
    assert farm.own()[0]["is_agreed"] is False
    assert farm.client.delete(f"{farm.at}/{media_id}/consent", headers=headers).json()["code"] == "no_photo_consent"
    again = {"given_by": "Rosa Quispe", "ends_on": NEXT_WEEK}
    assert farm.client.put(f"{farm.at}/{media_id}/consent", json=again, headers=headers).status_code == 204
    assert farm.face() == media_id
    assert (farm.own()[0]["consent_by"], farm.own()[0]["consent_ends_on"]) == ("Rosa Quispe", NEXT_WEEK)


def test_a_consent_ends_by_itself(farm: Farm) -> None:
    media_id = farm.ready(photo(), consent_by="Rosa Quispe", consent_ends_on=NEXT_WEEK)
    with farm.shop.database.transaction() as session:
        session.execute(text("update consent set given_at = given_at - interval '9 days', ends_on = ends_on - 8"))
    assert farm.client.get(f"/v1/media/{media_id}").status_code == 404
    assert farm.face() is None
    with farm.shop.database.transaction() as session:
        assert sweep_pictures(session, now=utc_now()) == 1
    assert farm.face() is None


@pytest.mark.parametrize(
    "fields",
    [{"consent_by": "Rosa"}, {"consent_ends_on": NEXT_WEEK}, {"consent_by": "R", "consent_ends_on": "2020-01-01"}],
)
def test_half_a_consent_is_none(farm: Farm, fields: dict[str, str]) -> None:
    assert farm.bring(photo(), **fields).json()["code"] == "photo_consent_incomplete"
    assert farm.own() == []


def test_nobody_agrees_for_ever(farm: Farm) -> None:
    fields = {"consent_by": "Rosa Quispe", "consent_ends_on": "9999-12-31"}
    assert farm.bring(photo(), **fields).json()["code"] == "bad_consent_end"
    assert farm.own() == []


def test_bytes_that_are_no_picture_are_refused_at_once_and_not_kept(farm: Farm) -> None:
    for data, why in (
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format_not_taken"),
        (b"%PDF-1.7", "not_a_picture"),
        (photo()[:8] + bytes(10 * 1024 * 1024), "too_large"),
    ):
        refused = farm.bring(data)
        assert refused.status_code == 422
        assert (refused.json()["code"], refused.json()["facts"]["why"]) == ("picture_not_taken", why)
    assert farm.own() == []


def test_a_product_has_twenty_pictures_at_most_and_the_same_one_once(farm: Farm) -> None:
    for shade in range(20):
        assert farm.bring(photo(40, f"#{shade:02x}0000")).status_code == 202
    assert farm.bring(photo(40, "#000000")).status_code == 202
    refused = farm.bring(photo(40, "#ffffff"))
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (
        409,
        "too_many_pictures",
        {"limit": 20},
    )
    assert len(farm.own()) == 20


def test_others_products_are_as_if_they_were_not_there(farm: Farm) -> None:
    media_id = farm.ready(photo())
    stranger = farm.people.other_producer
    ends = {"given_by": "R", "ends_on": NEXT_WEEK}
    calls = (
        ("GET", "", None),
        ("PUT", "/order", {"pictures": [media_id]}),
        ("PATCH", f"/{media_id}", {"alt": {"en": "Mine"}}),
        ("DELETE", f"/{media_id}", None),
        ("PUT", f"/{media_id}/consent", ends),
        ("DELETE", f"/{media_id}/consent", None),
    )
    before = farm.own()
    for method, path, body in calls:
        for at in (farm.at, "/v1/products/prod_nothing/pictures"):
            answer = farm.client.request(method, at + path, json=body, headers=stranger.headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "no_such_product")
        assert farm.client.request(method, farm.at + path, json=body).status_code == 401
        assert (
            farm.client.request(method, farm.at + path, json=body, headers=farm.people.consumer.headers).status_code
            == 403
        )
    assert farm.bring_as(stranger, photo()).status_code == 404
    assert farm.own() == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200), beginning=st.sampled_from([b"", photo(9)[:40], b"\xff\xd8\xff", b"GIF89a", b"RIFF"])
)
def test_random_bytes_are_taken_or_refused_and_never_a_fault(scene: Scene, data: bytes, beginning: bytes) -> None:
    with scene.people.shop.database.reading() as session:
        coffee = session.execute(text("select id from product where slug = 'coffee'")).scalar_one()
    answer = scene.client.post(
        f"/v1/products/{coffee}/pictures",
        files={"file": ("\u202egnp.exe", beginning + data, "text/html")},
        data={"alt": "Noise"},
        headers=scene.people.producer.headers,
    )
    assert answer.status_code in {202, 409, 422, 429}
