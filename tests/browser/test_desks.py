"""The desks at work: a producer packs, brings a file, hands in a certificate; a verifier decides."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from kit.clock import utc_now
from tests.browser.conftest import hand_in, sign_in_as
from tests.journeys.market import Market

pytestmark = pytest.mark.browser

_FILE = """Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,\
Variant Inventory Qty,Variant Price,Variant Weight Unit
cascara,Cáscara,Norandino,Coffee,true,Title,Default Title,C-1,120,7,6.20,g
broken,Broken,Norandino,Coffee,true,Title,Default Title,C-2,120,7,minus one,g
"""


def test_a_producer_packs_and_sends(context: BrowserContext, market: Market) -> None:
    chocolate = market.get("/v1/products/kumasi")["variants"][0]["id"]
    market.wait_until_paid(market.buy({chocolate: 1}))
    sign_in_as(context, market, "kuapa")
    page = context.new_page()
    page.goto(f"{market.storefront_url}/desk/{market.world.kuapa_id}")
    before = page.locator("form[action*='/ship']").count()
    assert before >= 1
    form = page.locator("form[action*='/ship']").first
    form.locator("input[name='tracking']").fill("GH123456789FR")
    form.locator("button").click()
    expect(page.locator("#notice")).to_have_text("Marked as sent.")
    assert page.locator("form[action*='/ship']").count() == before - 1
    expect(page.locator("main")).to_contain_text("GH123456789FR")


def test_a_file_is_checked_before_it_is_taken_over(context: BrowserContext, market: Market, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(_FILE, encoding="utf-8")
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}/catalogue")
    page.set_input_files("#file", file)
    page.click("button[value='check']")
    expect(page.locator("#report-head")).to_have_text("What the file would change")
    expect(page.locator(".report")).to_contain_text("Variant Price")
    assert market.get("/v1/products?q=cascara")["data"] == []
    page.click("#apply button")
    expect(page.locator("#report-head")).to_have_text("What the file changed")
    page.reload()
    expect(page.locator("#report-head")).to_have_text("What the file changed")


def test_a_table_of_ones_own_is_explained_once(context: BrowserContext, market: Market, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("Libelle;Tarif TTC;Reste\nMiel de sierra;4,50;12\n", encoding="utf-8")
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    address = f"{market.storefront_url}/desk/{market.world.norandino_id}/catalogue"
    for is_known in (False, True):
        page.goto(address)
        page.set_input_files("#file", file)
        page.click("button[value='check']")
        if not is_known:
            page.get_by_label("Libelle").select_option("name")
            page.get_by_label("Tarif TTC").select_option("price")
            page.get_by_label("Reste").select_option("on_hand")
            page.get_by_label("Before decimals stands").select_option(",")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.click("#columns button.strong")
        expect(page.locator("#report-head")).to_have_text("What the file would change")
        expect(page.locator(".report table")).to_contain_text("Miel de sierra")


def test_a_certificate_is_handed_in_with_its_document(context: BrowserContext, market: Market, tmp_path: Path) -> None:
    document = tmp_path / "certificate.txt"
    document.write_text("Certificate 4720", encoding="utf-8")
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}/certificates")
    today = utc_now().date()
    page.fill("#number", "not a number of this scheme")
    page.check("input[name='reach'][value='everything']")
    page.fill("#valid_from", str(today - timedelta(days=3)))
    page.fill("#valid_to", str(today + timedelta(days=300)))
    page.click("main section button.strong")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.input_value("#valid_to") == str(today + timedelta(days=300))
    page.fill("#number", "SPP-4720")
    page.set_input_files("main section input[type='file']", document)
    page.click("main section button.strong")
    expect(page.locator("#notice")).to_contain_text("handed in")
    expect(page.locator(".facts")).to_contain_text("SPP-4720")
    page.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}/certificates")
    expect(page.locator(".rows li").first).to_contain_text("SPP-4720")


def test_a_verifier_reads_the_document_and_decides(context: BrowserContext, market: Market) -> None:
    chocolate = market.get("/v1/products/cafe-montero")["id"]
    certificate = hand_in(market, "SPP-4730", chocolate)
    sign_in_as(context, market, "verifier")
    page = context.new_page()
    page.goto(f"{market.storefront_url}/review/{market.world.federation_id}")
    page.click(f"a[href$='{certificate}']")
    expect(page.frame_locator(".document iframe").locator("body")).to_contain_text("Certificate, valid")
    page.check("input[value='verify']")
    page.fill("#reason", "Number found in the register; holder and scope agree.")
    page.click("main button.strong")
    expect(page.locator("#notice")).to_have_text("Your decision is recorded, with its reason.")
    page.goto(f"{market.storefront_url}/proof/{certificate}")
    expect(page.locator(".verdict")).to_contain_text("It holds today.")
    page.goto(f"{market.storefront_url}/review/{market.world.federation_id}/{certificate}")
    page.check("input[value='withdraw']")
    page.select_option("#reason_code", label="The scheme has taken it back.")
    page.fill("#reason", "The scheme's register lists the holder as decertified.")
    page.click("form:has(#reason) button.strong")
    expect(page.locator("main")).to_contain_text("1 listing loses the claim.")
    page.click("main button.strong")
    expect(page.locator("#notice")).to_contain_text("It is proposed.")
    page.goto(f"{market.storefront_url}/proof/{certificate}")
    expect(page.locator(".verdict")).to_contain_text("It holds today.")
    # For what cannot be taken back it takes a second person.
    sign_in_as(context, market, "colleague")
    page.goto(f"{market.storefront_url}/review/{market.world.federation_id}/{certificate}")
    page.click("button[value='confirm']")
    expect(page.locator("#notice")).to_have_text("Your decision is recorded, with its reason.")
    page.goto(f"{market.storefront_url}/proof/{certificate}")
    expect(page.locator(".verdict")).to_contain_text("It has been withdrawn.")
