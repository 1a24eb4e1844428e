"""Google's feeds: RSS, Atom and tab-separated text say the same; what is not safe to read is not read."""

from decimal import Decimal

import pytest

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.products import Availability, FileOption
from tests.catalog.importing.formats.seen import Seen, faults, notes

ITEMS = """
<item>
  <g:id>TS-M</g:id><g:item_group_id>TS</g:item_group_id><title>Shirt</title>
  <description><![CDATA[<p>Cotton &amp; care</p>]]></description>
  <g:link>https://a.example/ts</g:link><g:image_link>https://a.example/1.jpg</g:image_link>
  <g:additional_image_link>https://a.example/2.jpg</g:additional_image_link>
  <g:additional_image_link>https://a.example/3.jpg</g:additional_image_link>
  <g:availability>in_stock</g:availability><g:price>20.00 EUR</g:price><g:sale_price>15.00 EUR</g:sale_price>
  <g:size>M</g:size><g:color>Red</g:color><g:product_type>Clothing &gt; Tops</g:product_type>
  <g:shipping><g:country>FR</g:country><g:price>6.49 EUR</g:price></g:shipping>
  <g:shipping_weight>0.2 kg</g:shipping_weight>
</item>
<item>
  <g:id>TS-L</g:id><g:item_group_id>TS</g:item_group_id><title>Shirt</title>
  <g:availability>out of stock</g:availability><g:price>21.00 EUR</g:price><g:size>L</g:size><g:color>Red</g:color>
</item>
<item>
  <g:id>OIL</g:id><title>Oil</title><g:price>9 EUR</g:price><g:availability>in_stock</g:availability>
  <g:quantity>7</g:quantity><g:gtin>7613034626844</g:gtin><g:unit_pricing_measure>750ml</g:unit_pricing_measure>
  <g:product_type>Aceite</g:product_type>
</item>
"""
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
<title>Shop</title><link>https://a.example</link><description>All</description>{ITEMS}</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>
{ITEMS.replace("<item>", "<entry>").replace("</item>", "</entry>")}</feed>"""
TEXT = (
    "id\titem group id\ttitle\tdescription\timage link\tadditional image link\tavailability\tprice\tsale price\tsize\t"
    "color\tproduct type\tshipping(country:price)\tshipping weight\tquantity\tgtin\tunit pricing measure\n"
    "TS-M\tTS\tShirt\t<p>Cotton &amp; care</p>\thttps://a.example/1.jpg\thttps://a.example/2.jpg,https://a.example/3.jpg"
    "\tin_stock\t20.00 EUR\t15.00 EUR\tM\tRed\tClothing > Tops\tFR:6.49 EUR\t0.2 kg\t\t\t\n"
    "TS-L\tTS\tShirt\t\t\t\tout of stock\t21.00 EUR\t\tL\tRed\t\t\t\t\t\t\n"
    "OIL\t\tOil\t\t\t\tin_stock\t9 EUR\t\t\t\tAceite\t\t\t7\t7613034626844\t750ml\n"
)


def agrees(seen: Seen) -> None:
    shirt, oil = seen.products
    assert (shirt.handle, shirt.name, shirt.description, shirt.category_code) == (
        "ts", "Shirt", "Cotton & care", "textiles",
    )  # fmt: skip
    assert [(each.label, each.amount_minor, each.sku, each.availability) for each in shirt.variants] == [
        ("M", 2000, "TS-M", Availability.IN_STOCK),
        ("L", 2100, "TS-L", Availability.OUT_OF_STOCK),
    ]
    assert shirt.variants[0].options == (FileOption("Size", "M"),)
    assert shirt.variants[0].weight_grams == 200
    assert [image.url[-5:] for image in shirt.images or ()] == ["1.jpg", "2.jpg", "3.jpg"]
    assert {code for _, _, code in notes(shirt)} == {"not_kept", "not_counted", "weight_assumed"}
    (bottle,) = oil.variants
    assert (bottle.net_quantity, bottle.net_unit, bottle.gtin) == (Decimal(750), "ml", "7613034626844")
    assert (bottle.on_hand, bottle.availability, bottle.currency) == (7, Availability.COUNTED, "EUR")


@pytest.mark.parametrize("data", [RSS, ATOM, TEXT, RSS.encode("utf-16")], ids=["rss", "atom", "text", "utf-16"])
def test_a_feed_in_any_of_its_writings(read, data: str | bytes) -> None:
    agrees(read(data.replace('<?xml version="1.0"?>', "").encode() if data is RSS else data))


def test_a_price_in_another_currency_is_refused(read) -> None:
    seen = read(RSS.replace("9 EUR", "9 USD"))
    assert faults(seen["oil"]) == {(4, "g:price", "other_currency")}
    assert not seen["ts"].is_refused


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>&lol1;</title></item></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>&x;</title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (BOMB, "malformed"),
        (OUTSIDE, "malformed"),
        (RSS[:-20], "malformed"),
        ("<html><body>Not found</body></html>", "not_a_feed"),
        ("<rss>" + "<a>" * 50 + "</a>" * 50 + "</rss>", "malformed"),
        ('<?xml version="1.0" encoding="no-such"?><rss/>', "malformed"),
        (RSS.replace("g:price", "g:cost"), "missing_columns"),
        (RSS.replace("<title>Oil</title>", "<title>" + "x" * 200_000 + "</title>"), "cell_too_large"),
    ],
)
def test_what_is_no_feed_or_is_not_safe_is_refused_whole(read, data: str, problem: str) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        read(data)
    assert refusal.value.problem == problem


def variants_of(*titles: str) -> str:
    rows = [f"id{n}\tgroup\t{title}\t9.00 EUR\tin_stock\tsize {n}" for n, title in enumerate(titles)]
    return "\n".join(["id\titem_group_id\ttitle\tprice\tavailability\tsize", *rows, ""])


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("Ski Jacket — Black, Size M", "Ski Jacket — Crimson, Size L"), "Ski Jacket"),
        (("Snow Pants — Slate, Size S", "Snow Pants — Slate, Size M"), "Snow Pants — Slate"),
        (("Front Dress in Red, size 8", "Front Dress in Black, size 12"), "Front Dress"),
        (("Café bio", "Café bio moulu"), "Café bio"),
        (("Red shirt", "Blue shirt"), "Red shirt"),
    ],
)
def test_a_product_is_called_what_the_titles_of_its_variants_share(read, titles: tuple[str, ...], name: str) -> None:
    product = read(variants_of(*titles)).only
    assert product.name == name
    assert (2, "title", "not_kept") in notes(product)


def test_a_single_variant_keeps_its_title_whole(read) -> None:
    product = read(variants_of("Knit Beanie — Charcoal, Size One Size")).only
    assert product.name == "Knit Beanie — Charcoal, Size One Size"
    assert "not_kept" not in {code for _, _, code in notes(product)}


def test_addresses_of_pictures_may_have_commas_in_them(read) -> None:
    wix = "https://static.example/media/a.png/v1/fill/w_980,h_980,al_c,q_85/a.png"
    seen = read(
        f"id\ttitle\tprice\tlink\timage_link\tadditional_image_link\nA\tA\t9 EUR\tx\t{wix}\t{wix}?2, {wix}?3,\n"
    )
    assert [image.url for image in seen.only.images or ()] == [wix, f"{wix}?2", f"{wix}?3"]


def test_a_price_that_is_sent_twice_is_not_reduced(read) -> None:
    seen = read("id\ttitle\tprice\tsale_price\tlink\nA\tA\t25.00 EUR\t25.00 EUR\tx\nB\tB\t25.00 EUR\t20.00 EUR\tx\n")
    same, reduced = seen.products
    assert ("sale_price", "not_kept") not in {note[1:] for note in notes(same)}
    assert ("sale_price", "not_kept") in {note[1:] for note in notes(reduced)}
    assert (2, "quantity", "not_counted") in notes(same)


@pytest.mark.parametrize(
    ("numbers", "skus"), [(("M", "M"), ["A", "B"]), (("M1", "M2"), ["M1", "M2"]), (("M1", ""), ["M1", "B"])]
)
def test_a_number_that_all_variants_share_names_none_of_them(read, numbers: tuple[str, str], skus: list[str]) -> None:
    one, other = numbers
    product = read(
        "id\titem_group_id\ttitle\tprice\tlink\tsize\tmpn\n"
        f"A\tG\tA\t9 EUR\tx\tS\t{one}\nB\tG\tA\t9 EUR\tx\tM\t{other}\n"
    ).only
    assert [each.sku for each in product.variants] == skus
