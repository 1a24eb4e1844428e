"""Texts in other languages, seasons, values, options and harvests of a product; what the public sees of them."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from market.catalog.authoring.rules.windows import window
from models.enums import WindowKind
from tests.catalog.authoring.conftest import NEW, Desk


def on_sale(desk: Desk, **more: object) -> dict:
    made = desk.created(on_hand=5, **more)
    assert desk.patch(f"/v1/products/{made['id']}", {"state": "published"}).status_code == 200
    return made


def public(desk: Desk, product: dict, lang: str = "en") -> dict:
    return desk.http.get(f"/v1/products/{product['slug']}?lang={lang}").json()


def test_a_translation_is_shown_with_where_it_comes_from(desk: Desk) -> None:
    made = on_sale(desk, description="From the dry forest.")
    path = f"/v1/products/{made['id']}/texts/fr/description"
    written = desk.put(path, {"body": "De la forêt sèche.", "origin": "machine"})
    assert (written.status_code, written.json()["version"]) == (200, 3)
    assert written.json()["texts"] == [
        {"lang": "fr", "field": "description", "body": "De la forêt sèche.", "origin": "machine"}
    ]
    seen = public(desk, made, "fr")
    assert (seen["description"], seen["description_origin"]) == ("De la forêt sèche.", "machine")
    assert seen["original_language"] == "en"
    assert desk.http.delete(path, headers=desk.as_rosa).json()["texts"] == []
    assert public(desk, made, "fr")["description"] == "From the dry forest."
    gone = desk.http.delete(path, headers=desk.as_rosa)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_translation")


def test_a_machine_never_writes_over_a_person(desk: Desk) -> None:
    made = desk.created()
    path = f"/v1/products/{made['id']}/texts/fr/name"
    assert desk.put(path, {"body": "Miel", "origin": "machine"}).status_code == 200
    assert desk.put(path, {"body": "Miel du Pérou"}).status_code == 200
    refused = desk.put(path, {"body": "Miel de machine", "origin": "machine"})
    assert (refused.status_code, refused.json()["code"]) == (409, "human_translation_stands")
    assert desk.page(made["id"])["texts"][0]["body"] == "Miel du Pérou"


@pytest.mark.parametrize(
    ("part", "body", "status", "code"),
    [
        ("en/name", {"body": "Honey"}, 409, "translation_in_own_language"),
        ("fr/name", {"body": "Miel", "origin": "original"}, 409, "translation_in_own_language"),
        ("fr/name", {"body": "m" * 201}, 422, "text_too_long"),
        ("fr/name", {"body": " "}, 422, "invalid_request"),
        ("fr/colour", {"body": "x"}, 422, "invalid_request"),
        ("FR/name", {"body": "x"}, 422, "invalid_request"),
        ("xx/name", {"body": "x"}, 422, "invalid_request"),
        ("fr/name", {"body": "a\x00"}, 422, "invalid_request"),
    ],
)
def test_texts_that_cannot_be_are_refused(desk: Desk, part: str, body: dict, status: int, code: str) -> None:
    made = desk.created()
    refused = desk.put(f"/v1/products/{made['id']}/texts/{part}", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_text_may_be_in_any_language_there_is(desk: Desk) -> None:
    made = desk.created(language="quz")
    for lang in ("zh", "ay", "quc"):
        desk.put(f"/v1/products/{made['id']}/texts/{lang}/name", {"body": "蜂蜜"})
    assert {each["lang"] for each in desk.page(made["id"])["texts"]} == {"zh", "ay", "quc"}


def test_a_language_with_translations_is_not_made_the_products_own(desk: Desk) -> None:
    made = desk.created()
    desk.put(f"/v1/products/{made['id']}/texts/fr/name", {"body": "Miel"})
    refused = desk.patch(f"/v1/products/{made['id']}", {"language": "fr"})
    assert (refused.status_code, refused.json()["code"]) == (409, "translation_in_own_language")
    assert desk.patch(f"/v1/products/{made['id']}", {"language": "es"}).json()["language"] == "es"


def test_a_translation_on_sale_promises_no_more_than_is_proven(desk: Desk) -> None:
    made = on_sale(desk)
    refused = desk.put(f"/v1/products/{made['id']}/texts/fr/short_line", {"body": "Miel neutre en carbone"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unprovable_claim")
    assert desk.page(made["id"])["texts"] == []


def test_out_of_season_it_is_shown_and_cannot_be_ordered(desk: Desk) -> None:
    made = on_sale(desk)
    today = utc_now().date()
    closed = {"kind": "dates", "opens": str(today + timedelta(days=10)), "closes": str(today + timedelta(days=20))}
    answer = desk.put(f"/v1/products/{made['id']}/windows", {"windows": [closed]})
    assert (answer.status_code, answer.json()["orderable_today"]) == (200, False)
    seen = public(desk, made)
    assert (seen["orderable"], seen["windows"]) == (False, [{**closed, "ships_from": None}])
    cart = desk.http.post("/v1/carts", json={"country": "FR"}).json()
    line = f"/v1/carts/{cart['id']}/lines/{made['variants'][0]['id']}"
    secret = {"Cart-Secret": cart["secret"]}
    refused = desk.http.put(line, json={"quantity": 1}, headers=secret)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_season")
    assert refused.json()["facts"] == {"variant_ids": [made["variants"][0]["id"]]}
    ahead = {"kind": "preorder", "opens": str(today), "closes": str(today), "ships_from": str(today)}
    assert desk.put(f"/v1/products/{made['id']}/windows", {"windows": [closed, ahead]}).json()["orderable_today"]
    assert desk.http.put(line, json={"quantity": 1}, headers=secret).status_code == 200
    # The season ends while it lies in the cart.
    desk.put(f"/v1/products/{made['id']}/windows", {"windows": [closed]})
    buyer = {
        "email": "a@example.org",
        "full_name": "A",
        "shipping_address": {"line1": "1 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"},
    }
    late = desk.http.post(f"/v1/carts/{cart['id']}/checkout", json=buyer, headers={**secret, "Idempotency-Key": "late"})
    assert (late.status_code, late.json()["code"]) == (409, "not_in_season")
    assert desk.one("select count(*) from customer_order") == 0


def test_out_of_season_there_is_none_wherever_one_looks(desk: Desk) -> None:
    made = on_sale(desk)
    today = utc_now().date()

    def told() -> dict[str, object]:
        page = desk.http.get("/v1/products?include=facets").json()
        return {
            "card": next(card["in_stock"] for card in page["data"] if card["id"] == made["id"]),
            "filtered": made["id"]
            in {card["id"] for card in desk.http.get("/v1/products?in_stock=true").json()["data"]},
            "counted": next(each["count"] for each in page["facets"]["stock"] if each["value"] == "true"),
            "page": public(desk, made)["in_stock"],
            "feed": desk.http.get("/v1/producers/norandino/feeds/google").text.count(">out_of_stock<") == 0,
        }

    assert told() == {"card": True, "filtered": True, "counted": 3, "page": True, "feed": True}
    later = {"kind": "dates", "opens": str(today + timedelta(days=9)), "closes": str(today + timedelta(days=20))}
    desk.put(f"/v1/products/{made['id']}/windows", {"windows": [later]})
    assert told() == {"card": False, "filtered": False, "counted": 2, "page": False, "feed": False}
    desk.put(f"/v1/products/{made['id']}/windows", {"windows": [{**later, "opens": str(today)}]})
    assert told()["counted"] == 3 and told()["page"] and told()["filtered"]


def test_the_same_windows_again_change_nothing(desk: Desk) -> None:
    made = desk.created()
    asked = {"windows": [{"kind": "yearly", "opens": "11-01", "closes": "02-29"}]}
    assert desk.put(f"/v1/products/{made['id']}/windows", asked).json()["version"] == 2
    assert desk.put(f"/v1/products/{made['id']}/windows", asked).json()["version"] == 2
    assert desk.put(f"/v1/products/{made['id']}/windows", {"windows": []}).json()["windows"] == []


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"kind": "yearly", "opens": "02-30", "closes": "03-01"}, "no_such_day"),
        ({"kind": "yearly", "opens": "W01-1", "closes": "03-01"}, "no_such_day"),
        ({"kind": "yearly", "opens": "2026-01-01", "closes": "03-01"}, "no_such_day"),
        ({"kind": "dates", "opens": "01-01", "closes": "2026-03-01"}, "no_such_day"),
        ({"kind": "dates", "opens": "2026-03-02", "closes": "2026-03-01"}, "closes_before_it_opens"),
        ({"kind": "preorder", "opens": "2026-03-01", "closes": "2026-04-01"}, "ships_from_missing"),
        (
            {"kind": "preorder", "opens": "2026-03-01", "closes": "2026-04-01", "ships_from": "2026-02-01"},
            "ships_before_it_opens",
        ),
        (
            {"kind": "dates", "opens": "2026-03-01", "closes": "2026-04-01", "ships_from": "2026-05-01"},
            "ships_from_is_for_preorders",
        ),
    ],
)
def test_windows_that_cannot_be_are_refused(desk: Desk, asked: dict, reason: str) -> None:
    made = desk.created()
    refused = desk.put(f"/v1/products/{made['id']}/windows", {"windows": [asked]})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_window")
    assert refused.json()["facts"] == {"position": 0, "reason": reason}


@pytest.mark.parametrize(("opens", "closes"), [("11-01", "02-28"), ("03-01", "05-31"), ("07-14", "07-14")])
def test_the_database_and_the_rules_agree_on_every_day_of_a_leap_year(desk: Desk, opens: str, closes: str) -> None:
    made = desk.created()
    each_year = {"windows": [{"kind": "yearly", "opens": opens, "closes": closes}]}
    desk.put(f"/v1/products/{made['id']}/windows", each_year)
    rule = window(WindowKind.YEARLY, opens=opens, closes=closes)
    days = text(
        """select day::date as day, is_orderable(:id, day::date) as said
           from generate_series(date '2024-01-01', date '2024-12-31', interval '1 day') day"""
    )
    with desk.database.reading() as session:
        for row in session.execute(days, {"id": made["id"]}):
            assert row.said == rule.is_open(row.day), row.day


def test_values_are_chosen_with_consent_and_shown_in_the_producers_words(desk: Desk) -> None:
    made = on_sale(desk)
    path = f"/v1/products/{made['id']}/values"
    wanted = {"code": "agroforestry", "statement": "Shade trees on every plot.", "consent": True}
    chosen = desk.put(path, {"values": [wanted]})
    assert chosen.status_code == 200, chosen.text
    assert chosen.json()["values"] == [
        {"code": "agroforestry", "statement": "Shade trees on every plot.", "consented_on": str(utc_now().date())}
    ]
    assert public(desk, made)["values"] == [
        {"code": "agroforestry", "label": "Agroforestry", "statement": "Shade trees on every plot."}
    ]
    silent = desk.put(path, {"values": [{**wanted, "consent": False}]})
    assert (silent.status_code, silent.json()["code"]) == (422, "consent_missing")
    assert desk.put(path, {"values": [wanted, wanted]}).json()["code"] == "repeated_thing"
    unknown = desk.put(path, {"values": [{**wanted, "code": "kindness"}]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "no_such_term")
    # What its network gave up may stay, and cannot be chosen anew.
    with desk.database.transaction() as session:
        session.execute(text("update term set deprecated_on = '2026-01-01' where code in ('agroforestry', 'women')"))
    assert desk.put(path, {"values": [{**wanted, "statement": "Still."}]}).status_code == 200
    assert desk.put(path, {"values": [{**wanted, "code": "women"}]}).json()["code"] == "no_such_term"
    assert desk.put(path, {"values": []}).json()["values"] == []


def test_options_tell_variants_apart_and_name_them(desk: Desk) -> None:
    made = desk.created(name="Poncho", net={"value": "1", "unit": "piece"}, category="textiles")
    first = made["variants"][0]["id"]
    asked = {"names": ["Colour", "Size"], "variants": [{"variant_id": first, "values": ["Red", "M"]}]}
    page = desk.put(f"/v1/products/{made['id']}/options", asked).json()
    assert (page["option_names"], page["variants"][0]["label"]) == (["Colour", "Size"], "Red / M")
    variants = f"/v1/products/{made['id']}/variants"
    piece = {"net": {"value": "1", "unit": "piece"}}
    blue = desk.post(variants, {**piece, "options": ["Blue", "M"]}).json()
    assert blue["label"] == "Blue / M"
    twin = desk.post(variants, {**piece, "options": ["blue", "m"]})
    assert (twin.status_code, twin.json()["code"]) == (409, "variant_exists")
    assert desk.post(variants, {**piece, "options": ["Blue"]}).json()["code"] == "options_do_not_fit"
    assert desk.post(variants, {**piece, "options": ["a", "b", "c", "d"]}).json()["code"] == "invalid_request"
    # Two variants change places in one step.
    both = {
        "names": ["Colour", "Size"],
        "variants": [
            {"variant_id": first, "values": ["Blue", "M"]},
            {"variant_id": blue["id"], "values": ["Red", "M"]},
        ],
    }
    swapped = desk.put(f"/v1/products/{made['id']}/options", both)
    assert swapped.status_code == 200, swapped.text
    assert {each["id"]: each["label"] for each in swapped.json()["variants"]} == {
        first: "Blue / M",
        blue["id"]: "Red / M",
    }
    half = {**both, "variants": [{"variant_id": first, "values": ["Blue", "M"]}]}
    assert desk.put(f"/v1/products/{made['id']}/options", half).json()["code"] == "options_do_not_fit"
    # Without options both would be called `1 ×`.
    none: dict[str, list[str]] = {"names": [], "variants": []}
    assert desk.put(f"/v1/products/{made['id']}/options", none).json()["code"] == "variant_exists"
    assert desk.patch(f"/v1/variants/{blue['id']}", {"options": ["Red", "L"]}).json()["label"] == "Red / L"
    copy = desk.post(f"/v1/products/{made['id']}/duplicate", {}).json()
    assert [each["options"] for each in copy["variants"]] == [["Blue", "M"], ["Red", "L"]]


def test_a_harvest_is_known_where_it_is_sold(desk: Desk) -> None:
    made = on_sale(desk)
    lots = f"/v1/products/{made['id']}/lots"
    facts = {
        "code": "2026-A",
        "harvest_year": 2026,
        "season": "main harvest",
        "best_before": "2028-06-30",
        "quantity": {"value": "1200", "unit": "kg"},
        "note": "Hand-picked.",
    }
    made_lot = desk.post(lots, facts)
    assert made_lot.status_code == 201, made_lot.text
    lot = made_lot.json()
    assert lot["quantity"] == {"value": "1200", "unit": "kg"}
    assert desk.post(lots, facts).json()["code"] == "lot_exists"
    desk.patch(f"/v1/variants/{made['variants'][0]['id']}", {"lot": "2026-A"})
    variant = public(desk, made)["variants"][0]
    assert (variant["lot"], variant["harvest"]["season"], variant["harvest"]["harvest_year"]) == (
        "2026-A",
        "main harvest",
        2026,
    )
    in_use = desk.http.delete(f"/v1/lots/{lot['id']}", headers=desk.as_rosa)
    assert (in_use.status_code, in_use.json()["code"]) == (409, "lot_in_use")
    assert desk.put(f"/v1/lots/{lot['id']}", {"code": "2026-B"}).status_code == 200
    assert public(desk, made)["variants"][0]["lot"] == "2026-B"
    for answer in (
        desk.http.put(f"/v1/lots/{lot['id']}", json={"code": "x"}, headers=desk.as_akosua),
        desk.http.delete(f"/v1/lots/{lot['id']}", headers=desk.as_akosua),
        desk.http.delete("/v1/lots/lot_01kb3v6c2ve6r8x7q4p1zt9m5n", headers=desk.as_akosua),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_lot")
    desk.patch(f"/v1/variants/{made['variants'][0]['id']}", {"lot": ""})
    assert desk.http.delete(f"/v1/lots/{lot['id']}", headers=desk.as_rosa).status_code == 204
    assert desk.page(made["id"])["lots"] == []


def test_a_lowered_price_says_what_it_was_at_least_before(desk: Desk) -> None:
    made = on_sale(desk)
    variant = made["variants"][0]["id"]
    path = f"/v1/variants/{variant}/prices/EUR"
    for amount in (850, 1000, 800):
        assert desk.put(path, {"amount": amount}).status_code == 200
    seen = public(desk, made)["variants"][0]
    assert (seen["price"]["amount"], seen["lowest_30_days"]) == (800, {"amount": 850, "currency": "EUR"})
    history = desk.http.get(f"/v1/variants/{variant}/price-history").json()
    assert [each["price"]["amount"] for each in history["prices"]] == [800, 1000, 850, 900]
    assert history["lowest_30_days"]["amount"] == 850
    assert (history["prices"][0]["until"], history["prices"][1]["until"]) == (None, history["prices"][0]["since"])
    desk.put(path, {"amount": 810})
    assert public(desk, made)["variants"][0]["lowest_30_days"] is None
    desk.patch(f"/v1/products/{made['id']}", {"state": "draft"})
    hidden = desk.http.get(f"/v1/variants/{variant}/price-history")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "no_such_variant")


def test_a_value_text_or_window_of_another_producer_is_not_there(desk: Desk) -> None:
    made = desk.created()
    base = f"/v1/products/{made['id']}"
    for path, body in (
        (f"{base}/texts/fr/name", {"body": "Mien"}),
        (f"{base}/windows", {"windows": []}),
        (f"{base}/values", {"values": []}),
        (f"{base}/options", {"names": [], "variants": []}),
    ):
        answer = desk.http.put(path, json=body, headers=desk.as_akosua)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_product"), path
    assert NEW["name"] == desk.page(made["id"])["name"]
