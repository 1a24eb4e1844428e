"""After buying: what went back is shown beside what each got; an order is cancelled, goods are sent back."""

import json
import re

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, asked_return, euros, half_refunded, order, page_of, problem, refund, sent

PAGE = "/orders/ord_one"
ORDER = "/v1/orders/ord_one"


@pytest.fixture(autouse=True)
def guest(shop: TestClient) -> None:
    shop.cookies.set("__Host-orders", "ord_one.ors_secret")


def widths(text: str) -> dict[str, float]:
    bar = text.split('<svg class="bar"')[1].split("</svg>")[0]
    found = re.findall(r'<rect x="[\d.]+%" width="([\d.]+)%" height="100%" class="part-(\w+)"', bar)
    return {kind: float(width) for width, kind in found}


def test_what_went_back_stands_beside_what_each_got(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = half_refunded()
    text = " ".join(shop.get(PAGE).text.split())
    assert "€7.40 of it went back" in text
    assert "-€10.90" in text and "€2.00 of it the market gave of its own" in text
    assert 'You paid in the end</span><span class="amount">€13.80' in text
    assert "These parts add up to what you pay, to the cent." in text
    assert "22 November 2026: sent to your bank" in text
    assert "Given by the market of its own: The bag had burst" in text


def test_what_the_market_bears_is_said_to_be_its_own(shop: TestClient, api: CannedApi) -> None:
    made = {**order("paid"), "refunded": euros(890), "given_by_market": euros(844)}
    made["refunds"] = [{**refund("lines", "succeeded", 890), "liable": "platform"}]
    made["who_gets_what"][-1]["given_back"] = euros(46)
    api.answers[f"GET {ORDER}"] = made
    text = shop.get(PAGE).text
    assert "€8.44 of it the market gave of its own" in text
    assert text.count("of it went back") == 1


def test_the_bar_is_cut_into_what_each_has_now(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = half_refunded()
    drawn = widths(shop.get(PAGE).text)
    assert drawn["producer"] == pytest.approx(100 * 740 / 2470, abs=0.001)
    assert drawn["shipping"] == pytest.approx(100 * 690 / 2470, abs=0.001)
    assert drawn["returned"] == pytest.approx(100 * 890 / 2470, abs=0.001)
    assert sum(drawn.values()) == pytest.approx(100, abs=0.01)


def test_a_share_that_went_back_whole_is_not_said_to_be_set_aside(shop: TestClient, api: CannedApi) -> None:
    made = order("refunded")
    for share in made["who_gets_what"]:
        share["given_back"] = share["amount"]
    made |= {"refunded": made["total"], "refunds": [refund("cancellation", "succeeded", 2470)]}
    api.answers[f"GET {ORDER}"] = made
    text = shop.get(PAGE).text
    assert text.count("went back to you") == len(made["who_gets_what"])
    assert "set aside" not in text
    assert widths(text) == {"returned": 100}


def test_what_the_market_put_in_is_set_aside_for_nobody(shop: TestClient, api: CannedApi) -> None:
    made = order("paid")
    put_in = {**made["who_gets_what"][0], "kind": "discount_subsidy", "beneficiary": None, "amount": euros(-100)}
    api.answers[f"GET {ORDER}"] = {**made, "who_gets_what": [*made["who_gets_what"], put_in], "total": euros(2370)}
    text = shop.get(PAGE).text
    assert "Put in by the market for the promotion" in text and "-€1.00" in text
    assert text.count("set aside") == len(made["who_gets_what"])
    assert "These parts add up to what you pay, to the cent." in text


def test_a_refund_that_came_back_does_not_count_as_received(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = {**order("paid"), "refunds": [refund("lines", "returned", 890)]}
    text = shop.get(PAGE).text
    assert "your bank did not take it; the market sees to it" in text
    assert "You paid in the end" not in text


def test_each_line_says_what_its_price_was_made_of(shop: TestClient, api: CannedApi) -> None:
    text = " ".join(shop.get(PAGE).text.split())
    details = text.split("What this price was made of")[1].split("</details>")[0]
    assert '<small lang="en">8% of goods, standard · 2</small>' in details
    assert "Put in by the market for the minimum price" in details and "-€0.60" in details
    assert "At least €9.00 had to reach the producer." in details
    assert api.asked("GET", f"{ORDER}/breakdown")[0].headers["order-secret"] == "ors_secret"


def test_an_unpaid_order_is_let_go(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = order("placed")
    assert "Nothing has been charged. The order is let go" in shop.get(PAGE).text
    api.answers[f"POST {ORDER}/cancel"] = {"parcel_ids": ["pcl_one"], "refund": None}
    answer = shop.post(f"{PAGE}/cancel", data={"reason": " twice "})
    assert answer.headers["location"] == f"{PAGE}?said=order-cancelled#notice"
    asked = api.asked("POST", f"{ORDER}/cancel")[0]
    assert json.loads(asked.content) == {"reason": "twice"}
    assert asked.headers["order-secret"] == "ors_secret"


def test_of_a_paid_order_what_is_not_sent_is_called_off(shop: TestClient, api: CannedApi) -> None:
    assert "the parcels of Cooperativa Agraria Tres Quebradas" in shop.get(PAGE).text
    api.answers[f"POST {ORDER}/cancel"] = {"parcel_ids": ["pcl_one"], "refund": refund("cancellation", "pending", 2470)}
    answer = shop.post(f"{PAGE}/cancel", data={})
    assert answer.headers["location"] == f"{PAGE}?said=order-refunded#notice"


def test_what_was_sent_cannot_be_cancelled(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = sent()
    assert "/cancel" not in shop.get(PAGE).text
    api.answers[f"POST {ORDER}/cancel"] = problem(409, "too_late_to_cancel")
    answer = shop.post(f"{PAGE}/cancel", data={"reason": "I waited too long"})
    assert answer.status_code == 409
    form = answer.text.split('id="cancel" open')[1].split("</form>")[0]
    assert "Nothing of this order waits to be packed any more." in form
    assert 'value="I waited too long"' in form


def test_an_order_that_came_to_nothing_shows_no_receipt(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = {**order("placed"), "state": "cancelled"}
    text = shop.get(PAGE).text
    assert "Nothing was taken from your account." in text
    assert "Who will get what" not in text and "/cancel" not in text


def test_goods_that_are_there_can_be_sent_back(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = sent("shipped")
    text = shop.get(PAGE).text
    assert 'name="units-li_one" type="number" min="0" max="2" value="0"' in text
    key = re.search(r'name="key" value="([\w-]+)"', text)
    assert key
    api.answers[f"POST {ORDER}/returns"] = asked_return("requested")
    form = {"parcel": "pcl_one", "key": key[1], "units-li_one": "1", "reason": "Too coarse"}
    answer = shop.post(f"{PAGE}/returns", data=form)
    assert answer.headers["location"] == f"{PAGE}?said=return-asked#notice"
    asked = api.asked("POST", f"{ORDER}/returns")[0]
    assert json.loads(asked.content) == {
        "parcel_id": "pcl_one",
        "lines": [{"order_line_id": "li_one", "quantity": 1}],
        "reason": "Too coarse",
    }
    assert asked.headers["idempotency-key"] == key[1]
    assert asked.headers["order-secret"] == "ors_secret"


def test_nothing_to_send_back_is_said_and_nothing_is_asked(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = sent()
    answer = shop.post(f"{PAGE}/returns", data={"parcel": "pcl_one", "units-li_one": "0", "reason": "Too coarse"})
    assert answer.status_code == 422
    form = answer.text.split('id="return-pcl_one" open')[1].split("</form>")[0]
    assert "Say how many of something you send back." in form and 'value="Too coarse"' in form
    assert api.asked("POST", f"{ORDER}/returns") == []


def test_a_return_that_cannot_be_is_said_at_its_parcel(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = sent()
    api.answers[f"POST {ORDER}/returns"] = problem(409, "not_returnable")
    answer = shop.post(f"{PAGE}/returns", data={"parcel": "pcl_one", "units-li_one": "2", "reason": "Too coarse"})
    form = answer.text.split('id="return-pcl_one" open')[1].split("</form>")[0]
    assert "This cannot be sent back" in form and 'value="2"' in form


def test_what_comes_back_already_cannot_be_sent_back_again(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ORDER}"] = sent()
    api.answers[f"GET {ORDER}/returns"] = page_of(asked_return("accepted", "To our store in Lyon, please.", 2))
    text = shop.get(PAGE).text
    assert "Send something back" not in text
    assert "The producer takes it back." in text and "To our store in Lyon, please." in text
    api.answers[f"GET {ORDER}/returns"] = page_of(asked_return("refused", "It was fine.", 2))
    text = shop.get(PAGE).text
    assert 'max="2"' in text and "It was fine." in text and "/withdraw" not in text


def test_a_return_is_withdrawn_with_the_orders_secret(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/returns/rtn_one/withdraw"] = asked_return("withdrawn")
    answer = shop.post(f"{PAGE}/withdraw", data={"return": "rtn_one"})
    assert answer.headers["location"] == f"{PAGE}?said=return-withdrawn#notice"
    assert api.asked("POST", "/v1/returns/rtn_one/withdraw")[0].headers["order-secret"] == "ors_secret"
    api.answers["POST /v1/returns/rtn_one/withdraw"] = problem(409, "wrong_return_step")
    api.answers[f"GET {ORDER}/returns"] = page_of(asked_return("requested"))
    answer = shop.post(f"{PAGE}/withdraw", data={"return": "rtn_one"})
    told = answer.text.split('id="withdraw-rtn_one"')[1].split("</section>")[0]
    assert "The return has moved on since you saw it." in told
