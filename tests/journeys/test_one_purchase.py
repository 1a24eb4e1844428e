"""The main job, through every layer and real processes: a file is imported, a certificate verified, a basket bought,
producers paid, the account given. Each step uses what the steps before it left, so they are one test."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kit.clock import IsoWeek, utc_now
from tests.journeys.market import Market

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

SHOPIFY_COLUMNS = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Price",
    "Image Src",
    "Variant Weight Unit",
]


def shopify_file() -> bytes:
    """A producer's own export: one product in two sizes, one in one, one broken row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SHOPIFY_COLUMNS)
    writer.writeheader()
    common = {"Vendor": "Norandino", "Type": "Coffee", "Published": "true", "Variant Weight Unit": "g"}
    writer.writerows(
        [
            common
            | {
                "Handle": "cafe-montero",
                "Title": "Café Montero",
                "Body (HTML)": "<p>Washed, from <b>1 400 m</b></p>",
                "Tags": "coffee, whole bean",
                "Option1 Name": "Size",
                "Option1 Value": "250 g",
                "Variant SKU": "M-250",
                "Variant Grams": "260",
                "Variant Inventory Qty": "40",
                "Variant Price": "9.90",
            },
            {
                "Handle": "cafe-montero",
                "Option1 Value": "1 kg",
                "Variant SKU": "M-1000",
                "Variant Grams": "1020",
                "Variant Inventory Qty": "12",
                "Variant Price": "34.50",
            },
            common
            | {
                "Handle": "cascara",
                "Title": "Cáscara",
                "Tags": "coffee, infusion",
                "Option1 Name": "Title",
                "Option1 Value": "Default Title",
                "Variant SKU": "C-1",
                "Variant Grams": "120",
                "Variant Inventory Qty": "7",
                "Variant Price": "6.20",
            },
            common
            | {
                "Handle": "broken",
                "Title": "Broken",
                "Option1 Name": "Title",
                "Option1 Value": "Default Title",
                "Variant Grams": "120",
                "Variant Inventory Qty": "7",
                "Variant Price": "minus one",
            },
        ]
    )
    return out.getvalue().encode()


def montero(market: Market) -> dict:
    found = market.get("/v1/products?q=montero")["data"]
    assert len(found) == 1
    product: dict = market.get(f"/v1/products/{found[0]['id']}")
    return product


def a_producer_brings_the_catalogue_they_have(market: Market, tmp_path: Path) -> None:
    producer = market.world.norandino_id
    path = f"/v1/organisations/{producer}/catalog-imports"
    upload = {"file": ("products.csv", shopify_file(), "text/csv")}
    dry = market.call("POST", path, by="norandino", files=upload, data={"dry_run": "true"})
    assert dry.status_code < 300, dry.text
    assert (dry.json()["created"], dry.json()["refused"]) == (2, 1)
    assert market.get("/v1/products?q=montero")["data"] == []
    done = market.call("POST", path, by="norandino", files=upload, data={"dry_run": "false"})
    assert (done.json()["created"], done.json()["refused"]) == (2, 1)
    broken = next(row for row in done.json()["rows"] if row["handle"] == "broken")
    assert broken["problems"][0]["column"] == "Variant Price"
    product = montero(market)
    assert [variant["price"]["amount"] for variant in product["variants"]] == [990, 3450]
    assert product["claims"] == []
    file = tmp_path / "products.csv"
    file.write_bytes(shopify_file())
    # Exit code 1: one product of the file is refused, as before.
    again = market.solifair("catalog", "import", str(file), "--producer", "norandino", expect=1)
    assert "2 unchanged" in again


def a_price_says_who_gets_what(market: Market) -> None:
    for variant in montero(market)["variants"]:
        parts = variant["breakdown"]["parts"]
        assert sum(part["amount"]["amount"] for part in parts) == variant["price"]["amount"]
        assert {part["kind"] for part in parts} >= {"producer", "market_fee", "federation_dues", "solidarity", "vat"}


def a_federation_verifies_and_the_claim_is_there_at_once(market: Market) -> None:
    product = montero(market)
    today = utc_now().date()
    draft = market.post(
        f"/v1/organisations/{market.world.norandino_id}/certificates",
        {
            "scheme": "spp",
            "number": "SPP-4711",
            "statement": "Small producers' coffee",
            "issued_by": "A certification body",
            "valid_from": str(today - timedelta(days=30)),
            "valid_to": str(today + timedelta(days=300)),
            "subjects": [{"kind": "product", "ref": product["id"]}],
        },
        by="norandino",
    )
    certificate = f"/v1/certificates/{draft['id']}"
    evidence = market.call(
        "POST",
        f"{certificate}/evidence",
        by="norandino",
        files={"file": ("certificate.txt", b"SPP certificate 4711, valid", "text/plain")},
        data={"title": "Certificate"},
    )
    assert evidence.status_code == 201, evidence.text
    market.post(f"{certificate}/submit", by="norandino")
    queue = market.get(f"/v1/organisations/{market.world.federation_id}/verification-queue", by="verifier")
    assert draft["id"] in [waiting["id"] for waiting in queue["data"]]
    assert montero(market)["claims"] == []
    decision = {
        "federation_id": market.world.federation_id,
        "decision": "verify",
        "method": "register_lookup",
        "reason": "Number found in the register, holder and scope agree.",
    }
    market.post(f"{certificate}/verifications", decision, by="verifier")
    claim = montero(market)["claims"][0]
    assert claim["scheme"]["code"] == "spp" and claim["certificate_id"] == draft["id"]
    proof = market.get(certificate)
    assert proof["is_shown"] and proof["verified"]["by"]["id"] == market.world.federation_id
    assert [card["id"] for card in market.get("/v1/products?scheme=spp")["data"]] == [product["id"]]


def a_shopper_pays_once_for_two_producers(market: Market) -> None:
    coffee = montero(market)["variants"][0]
    market.world.session.close()
    with market.database.transaction() as session:
        market.world.session = session
        market.world.product(
            "kumasi", "Chocolate of Kumasi", producer_id=market.world.kuapa_id, category="chocolate", price=695,
            premium=12, stock=30, origin="GH",
        )  # fmt: skip
    chocolate = market.get("/v1/products?producer=kuapa")["data"][0]
    chocolate_variant = market.get(f"/v1/products/{chocolate['id']}")["variants"][0]
    bought = market.buy({coffee["id"]: 2, chocolate_variant["id"]: 3})
    order = market.wait_until_paid(bought)
    assert order["goods"]["amount"] == 2 * 990 + 3 * 695
    assert {parcel["state"] for parcel in order["parcels"]} == {"to_pack"}
    got = order["who_gets_what"]
    assert sum(part["amount"]["amount"] for part in got) == order["total"]["amount"]
    assert order["parcels"][0]["lines"][0]["claims"] or order["parcels"][1]["lines"][0]["claims"]
    after = market.get(f"/v1/products/{montero(market)['id']}")["variants"][0]
    assert after["available"] == 38


def each_producer_sees_their_own_parcel_only(market: Market) -> None:
    own = market.get(f"/v1/organisations/{market.world.kuapa_id}/parcels", by="kuapa")["data"]
    assert len(own) == 1 and len(own[0]["lines"]) == 1
    foreign = market.call("GET", f"/v1/organisations/{market.world.kuapa_id}/parcels", by="norandino")
    assert foreign.status_code == 404
    assert market.call("POST", f"/v1/parcels/{own[0]['id']}/ship", by="norandino", json={}).status_code == 404
    assert market.call("POST", f"/v1/parcels/{own[0]['id']}/ship", by="kuapa", json={}).status_code == 204


def producers_are_paid_exactly_what_was_shown(market: Market) -> None:
    market.settle_funds()
    later = utc_now() + timedelta(days=10)
    period = str(IsoWeek.of(later))
    for _ in range(2):
        market.solifair("payout", "run", "--period", period, "--now", later.isoformat())
    market.eventually(
        "all payouts are paid", lambda: market.scalar("select bool_and(state = 'paid') from payout") is True
    )
    paid = {row["id"]: row["amount"] for row in market.transfers()}
    assert len(paid) == 3  # goods of two producers, premium of one
    owed = market.scalar("select sum(amount_minor)::bigint from breakdown_part where kind in ('producer', 'premium')")
    assert sum(paid.values()) == owed
    money = market.get(f"/v1/organisations/{market.world.kuapa_id}/money", by="kuapa")
    assert money["payable"]["goods"]["amount"] == 0
    market.eventually(
        "statements are written",
        lambda: market.get(f"/v1/organisations/{market.world.kuapa_id}/statements", by="kuapa")["data"],
    )


def the_market_gives_account_and_anyone_can_recompute_it(market: Market, tmp_path: Path) -> None:
    today = utc_now()
    start, end = today.date().replace(day=1), (today + timedelta(days=1)).date()
    body = {"subject": "market", "period_start": str(start), "period_end": str(end)}
    asked = market.post("/v1/statements", body, by="operator")

    def is_ready() -> bool:
        return bool(market.call("GET", f"/v1/statements/{asked['id']}/document").status_code == 200)

    market.eventually("the statement is ready", is_ready)
    answer = market.call("GET", f"/v1/statements/{asked['id']}/document")
    file, facts, did = tmp_path / "statement.json", tmp_path / "facts.jsonl", tmp_path / "did.json"
    file.write_bytes(answer.content)
    facts.write_bytes(market.call("GET", f"/v1/statements/{asked['id']}/inputs").content)
    did.write_bytes(market.call("GET", "/.well-known/did.json").content)
    market.solifair("impact", "verify", str(file), "--inputs", str(facts), "--key", str(did))
    market.solifair("impact", "verify", str(file), "--ledger")
    document = json.loads(answer.content)
    document["figures"][0]["value"] = "0.99"
    file.write_text(json.dumps(document))
    market.solifair("impact", "verify", str(file), expect=1)


def a_revoked_certificate_is_gone_on_the_next_read(market: Market) -> None:
    product = montero(market)
    certificate = product["claims"][0]["certificate_id"]
    decision = {
        "federation_id": market.world.federation_id,
        "decision": "withdraw",
        "reason_code": "withdrawn_by_scheme",
        "method": "document",
        "reason": "The scheme's register lists the holder as decertified.",
    }
    proposal = market.post(f"/v1/certificates/{certificate}/verifications", decision, by="verifier")
    assert montero(market)["claims"] != []
    market.post(f"/v1/proposals/{proposal['id']}/confirm", by="colleague")
    assert montero(market)["claims"] == []
    assert market.get("/v1/products?scheme=spp")["data"] == []
    proof = market.get(f"/v1/certificates/{certificate}")
    assert proof["is_shown"] is False and proof["why_not_shown"] == "withdrawn"


def the_books_are_in_order(market: Market) -> None:
    market.solifair("ledger", "verify")
    assert market.scalar("select count(*) from stripe_event where handled_at is null") == 0


def an_operator_sees_that_all_is_well(market: Market) -> None:
    """What real workers did is counted; an event that is handled again has no second effect."""
    tasks = {one["task"]: one for one in market.get("/v1/tasks", by="operator")["data"]}
    assert tasks["handle_stripe_event"]["runs"] > 0 and tasks["handle_stripe_event"]["last_finished_at"]
    event = market.get("/v1/stripe-events?of_type=checkout.session.completed", by="operator")["data"][0]
    books = market.scalar("select count(*) from journal")
    market.post(f"/v1/stripe-events/{event['id']}/replay", {"account": event["account"]}, by="operator")
    path = f"/v1/stripe-events/{event['id']}?account={event['account']}"

    def is_handled_again() -> bool:
        told = market.get(path, by="operator")["event"]
        return told["state"] == "handled" and told["attempts"] > event["attempts"]

    market.eventually("the event is handled again", is_handled_again)
    assert market.scalar("select count(*) from journal") == books
    board = {one["check"]: one for one in market.get("/v1/health-board", by="operator")["findings"]}
    assert board["ledger"]["is_well"] and board["processes"]["is_well"] and board["stripe events"]["is_well"]


def test_from_a_producers_file_to_the_statement_anyone_can_recompute(market: Market, tmp_path: Path) -> None:
    a_producer_brings_the_catalogue_they_have(market, tmp_path)
    a_price_says_who_gets_what(market)
    a_federation_verifies_and_the_claim_is_there_at_once(market)
    a_shopper_pays_once_for_two_producers(market)
    each_producer_sees_their_own_parcel_only(market)
    producers_are_paid_exactly_what_was_shown(market)
    the_market_gives_account_and_anyone_can_recompute_it(market, tmp_path)
    a_revoked_certificate_is_gone_on_the_next_read(market)
    the_books_are_in_order(market)
    an_operator_sees_that_all_is_well(market)
