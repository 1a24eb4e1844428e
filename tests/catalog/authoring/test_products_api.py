"""A producer writes, finds, copies, changes and schedules products."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from kit.database import Session
from market.catalog.authoring.follow_clock import Followed, follow_clock
from market.catalog.authoring.queries import lock_own_variant
from tests.catalog.authoring.conftest import NEW, Desk


def test_three_facts_are_enough_and_the_rest_is_as_last_time(desk: Desk) -> None:
    made = desk.created()
    assert (made["state"], made["slug"], made["handle"]) == ("draft", "miel-de-piura", "miel-de-piura")
    # As the coffee that Norandino made before.
    assert (made["category"], made["language"], made["origin_country"], made["origin_region"]) == (
        "coffee",
        "en",
        "PE",
        "Piura",
    )
    (variant,) = made["variants"]
    assert (variant["label"], variant["vat_class"], variant["weight_grams"]) == ("250 g", "food", 250)
    assert variant["prices"][0]["price"] == {"amount": 900, "currency": "EUR"}
    assert variant["stock"] == {"variant_id": variant["id"], "on_hand": 0, "held": 0, "available": 0}
    textile = desk.created(name="Poncho", category="textiles", net={"value": "1", "unit": "piece"})
    assert (textile["variants"][0]["vat_class"], textile["variants"][0]["weight_grams"]) == ("standard", 500)
    assert desk.created(name="Shawl", net={"value": "1", "unit": "piece"})["category"] == "textiles"


def test_a_first_product_stands_on_the_shelf_for_what_fits_nowhere(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.execute(text("update product set state = 'archived'"))
    made = desk.created()
    assert (made["category"], made["language"], made["origin_country"]) == ("other", "en", "PE")
    assert made["variants"][0]["vat_class"] == "standard"


def test_names_that_are_alike_get_addresses_of_their_own(desk: Desk) -> None:
    slugs = [desk.created()["slug"] for _ in range(3)]
    assert slugs == ["miel-de-piura", "miel-de-piura-2", "miel-de-piura-3"]
    taken = desk.created(name="Chocolate")
    assert (taken["handle"], taken["slug"]) == ("chocolate", "chocolate-norandino")
    assert desk.created(name="!!!")["handle"] == "product"
    assert desk.created(name="蜂蜜")["handle"] == "蜂蜜"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "invalid_request"),
        ({"name": "\u202e\u200b"}, "invalid_request"),
        ({"price": {"amount": 0, "currency": "EUR"}}, "invalid_request"),
        ({"price": {"amount": 12.5, "currency": "EUR"}}, "invalid_request"),
        ({"price": {"amount": 900, "currency": "XXX"}}, "unknown_currency"),
        ({"price": {"amount": 900_000_000, "currency": "EUR"}}, "not_chargeable"),
        ({"net": {"value": "0", "unit": "g"}}, "bad_net_quantity"),
        ({"net": {"value": "1,5", "unit": "kg"}}, "invalid_request"),
        ({"net": {"value": "1", "unit": "bag"}}, "bad_net_quantity"),
        ({"category": "weapons"}, "unknown_category"),
        ({"origin_country": "ZZ"}, "unknown_country"),
        ({"language": "xx"}, "invalid_request"),
        ({"language": "fr-CA"}, "invalid_request"),
        ({"barcode": "4006381333932"}, "bad_barcode"),
        ({"on_hand": -1}, "invalid_request"),
        ({"name": "a\x00b"}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, change: dict, code: str) -> None:
    refused = desk.post(desk.own, {**NEW, **change})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert desk.one("select count(*) from product") == 2


def test_a_retry_with_its_key_writes_one_product(desk: Desk) -> None:
    first = desk.post(desk.own, NEW, **{"Idempotency-Key": "honey"})
    again = desk.post(desk.own, NEW, **{"Idempotency-Key": "honey"})
    assert again.json() == first.json()
    assert desk.one("select count(*) from product where name = :name", name=NEW["name"]) == 1


def test_own_products_are_found_by_name_number_and_state(desk: Desk) -> None:
    made = desk.created(sku="HNY-250", barcode="4006381333931")
    for words in ("mIEL", "hny-2", "4006381333931", "miel-de"):
        assert [each["id"] for each in desk.get(f"{desk.own}?q={words}").json()["data"]] == [made["id"]], words
    assert desk.get(f"{desk.own}?q=100%25").json()["data"] == []
    assert [each["name"] for each in desk.get(f"{desk.own}?state=draft").json()["data"]] == ["Miel de Piura"]
    first = desk.get(f"{desk.own}?limit=1").json()
    assert first["has_more"]
    second = desk.get(f"{desk.own}?limit=1&cursor={first['next_cursor']}").json()
    assert [each["id"] for each in second["data"]] == [made["id"]]
    assert desk.get(f"{desk.own}?limit=1&q=x&cursor={first['next_cursor']}").json()["code"] == "bad_cursor"


def test_a_copy_has_everything_but_what_is_one_things_own(desk: Desk) -> None:
    made = desk.created(sku="HNY", barcode="4006381333931", on_hand=7, description="From the dry forest.")
    copy = desk.post(f"/v1/products/{made['id']}/duplicate", {"name": "Miel de Loja"}).json()
    assert (copy["name"], copy["handle"], copy["state"], copy["version"]) == (
        "Miel de Loja",
        "miel-de-loja",
        "draft",
        1,
    )
    assert copy["description"] == "From the dry forest."
    (variant,) = copy["variants"]
    assert (variant["label"], variant["sku"], variant["barcode"]) == ("250 g", None, None)
    assert variant["prices"][0]["price"]["amount"] == 900
    assert variant["stock"]["on_hand"] == 0
    assert variant["id"] != made["variants"][0]["id"]


def test_an_edit_needs_the_version_that_was_read(desk: Desk) -> None:
    made = desk.created()
    path = f"/v1/products/{made['id']}"
    read = desk.get(f"{desk.own}/{made['id']}")
    assert read.headers["ETag"] == '"1"'
    edited = desk.patch(path, {"name": "Honey", "origin_region": "Loja"}, 1)
    assert (edited.status_code, edited.json()["name"], edited.headers["ETag"]) == (200, "Honey", '"2"')
    stale = desk.patch(path, {"name": "Mel"}, 1)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert desk.patch(path, {"name": "Honey"}, 2).json()["version"] == 2
    assert desk.http.patch(path, json={"name": "x"}, headers=desk.as_rosa).status_code == 428
    assert desk.page(made["id"])["origin_region"] == "Loja"


def test_the_words_of_what_is_on_sale_may_not_promise_what_nothing_proves(desk: Desk) -> None:
    made = desk.created(on_hand=3)
    path = f"/v1/products/{made['id']}"
    assert desk.patch(path, {"state": "published"}).status_code == 200
    refused = desk.patch(path, {"short_line": "Climate neutral honey"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unprovable_claim")
    assert desk.page(made["id"])["short_line"] == ""
    # Off the shelf it may say so, and it may not come back with it.
    assert desk.patch(path, {"short_line": "Climate neutral honey", "state": "draft"}).status_code == 200
    assert desk.patch(path, {"state": "published"}).json()["code"] == "unprovable_claim"
    assert desk.patch(path, {"state": "published", "short_line": "Honey"}).json()["state"] == "published"


def test_what_is_renamed_is_found_by_its_new_name(desk: Desk) -> None:
    made = desk.created(on_hand=3)
    path = f"/v1/products/{made['id']}"
    desk.patch(path, {"state": "published"})
    desk.patch(path, {"name": "Algarrobina"})
    found = desk.http.get("/v1/products?q=algarrobina").json()["data"]
    assert [each["id"] for each in found] == [made["id"]]


def test_a_product_comes_on_sale_at_its_time_and_leaves_at_its_time(desk: Desk) -> None:
    made = desk.created(on_hand=3)
    path, now = f"/v1/products/{made['id']}", utc_now()
    begin, end = now + timedelta(hours=1), now + timedelta(hours=3)
    asked = {"state": "scheduled", "publish_at": begin.isoformat(), "unpublish_at": end.isoformat()}
    planned = desk.patch(path, asked)
    assert (planned.status_code, planned.json()["state"]) == (200, "scheduled")
    assert desk.http.get(f"/v1/products/{made['slug']}").status_code == 404
    assert clock(desk, now) == Followed()
    assert clock(desk, now + timedelta(hours=2)) == Followed(published=1)
    assert desk.http.get(f"/v1/products/{made['slug']}").status_code == 200
    assert clock(desk, now + timedelta(hours=2)) == Followed()
    assert clock(desk, now + timedelta(hours=4)) == Followed(left=1)
    assert desk.http.get(f"/v1/products/{made['slug']}").status_code == 404
    page = desk.page(made["id"])
    assert (page["state"], page["publish_at"], page["unpublish_at"], page["version"]) == ("draft", None, None, 4)


def test_what_is_not_ready_any_more_at_its_time_is_a_draft_again(desk: Desk) -> None:
    made = desk.created(on_hand=3)
    path, now = f"/v1/products/{made['id']}", utc_now()
    desk.patch(path, {"state": "scheduled", "publish_at": (now + timedelta(hours=1)).isoformat()})
    assert desk.patch(path, {"description": "An eco-friendly honey."}).status_code == 200
    assert clock(desk, now + timedelta(hours=2)) == Followed(refused=1)
    page = desk.page(made["id"])
    assert page["state"] == "draft"
    assert page["publish_at"] is not None


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"state": "scheduled"}, "publish_at_missing"),
        ({"state": "scheduled", "publish_at": "2020-01-01T00:00:00Z"}, "publish_at_in_the_past"),
        ({"publish_at": "2099-01-01T00:00:00Z"}, "publish_at_without_scheduled"),
        ({"unpublish_at": "2099-01-01T00:00:00Z"}, "unpublish_at_without_sale"),
        ({"state": "published", "unpublish_at": "2020-01-01T00:00:00Z"}, "unpublish_at_too_early"),
        (
            {
                "state": "scheduled",
                "publish_at": "2099-01-01T00:00:00Z",
                "unpublish_at": "2098-01-01T00:00:00Z",
            },
            "unpublish_at_too_early",
        ),
    ],
)
def test_sale_times_that_cannot_be_are_refused(desk: Desk, asked: dict, reason: str) -> None:
    made = desk.created(on_hand=3)
    refused = desk.patch(f"/v1/products/{made['id']}", asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_sale_times")
    assert refused.json()["facts"] == {"reason": reason}


def test_another_producers_products_are_not_there(desk: Desk) -> None:
    made = desk.created()
    theirs = f"/v1/organisations/{desk.shop.world.kuapa_id}/products/{made['id']}"
    assert desk.http.get(theirs, headers=desk.as_akosua).json()["code"] == "no_such_product"
    for method, path, body in (
        ("PATCH", f"/v1/products/{made['id']}", {"name": "Mine"}),
        ("POST", f"/v1/products/{made['id']}/duplicate", {}),
        ("POST", f"/v1/products/{made['id']}/variants", {"net": NEW["net"]}),
    ):
        headers = {**desk.as_akosua, "If-Match": "*"}
        answer = desk.http.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_product"), path
    assert desk.page(made["id"])["name"] == "Miel de Piura"


def clock(desk: Desk, now) -> Followed:
    with desk.database.transaction() as session:
        return follow_clock(session, currency="EUR", market_country="FR", now=now)


def test_two_producers_who_name_products_alike_at_once_get_addresses_of_their_own(desk: Desk) -> None:
    def write(own: tuple[str, dict[str, str]]) -> list[tuple[int, str]]:
        organisation_id, headers = own
        path = f"/v1/organisations/{organisation_id}/products"
        answers = [desk.http.post(path, json=NEW, headers=headers) for _ in range(4)]
        return [(answer.status_code, answer.json().get("slug", answer.text)) for answer in answers]

    world = desk.shop.world
    producers = [(world.norandino_id, desk.as_rosa), (world.kuapa_id, desk.as_akosua)]
    with ThreadPoolExecutor(2) as pool:
        written = [each for answers in pool.map(write, producers) for each in answers]
    assert {status for status, _ in written} == {201}
    assert len({slug for _, slug in written}) == 8


def test_while_somebody_changes_a_product_a_checkout_of_it_goes_through(desk: Desk) -> None:
    coffee = desk.shop.coffee
    with ThreadPoolExecutor(1) as pool, desk.database.transaction() as session:
        assert lock_own_variant(session, variant_id=coffee, person_id=_person_of(desk, session)) is not None
        assert pool.submit(desk.shop.place, {coffee: 1}).result(timeout=60).is_new


def _person_of(desk: Desk, session: Session) -> str:
    found = text("select person_id from membership where organisation_id = :id")
    return str(session.execute(found, {"id": desk.shop.world.norandino_id}).scalar_one())
