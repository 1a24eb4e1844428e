"""The demo's hand-made content is complete, true to its own references, and refused when it is not."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from certification.schemes.read_schemes import read_schemes
from cli.demo.content import CONTENT_FOLDER, ContentError, load_content
from cli.demo.content_types import DemoContent, Product, Variant

SHOP_LANGUAGES = {"en", "fr", "es"}


@pytest.fixture(scope="module")
def content() -> DemoContent:
    return load_content()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    copy = tmp_path / "content"
    shutil.copytree(CONTENT_FOLDER, copy)
    return copy


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} no longer holds {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def variants(content: DemoContent) -> Iterator[tuple[Product, Variant]]:
    for _, product in content.products:
        for variant in product.variants:
            yield product, variant


def test_there_is_enough_of_everything(content: DemoContent) -> None:
    assert 9 <= len(content.producers) <= 11
    assert len({producer.country for producer in content.producers}) >= 7
    assert {producer.line for producer in content.producers} == {"agrarian", "enterprise", "indigenous_collective"}
    assert len(content.products) >= 40
    assert len(content.federations) == 3
    assert len(content.networks) == 2
    assert 8 <= sum(category.parent is not None for category in content.categories) <= 10
    assert {producer.payout.rail for producer in content.producers} == {"stripe_connect", "manual_bank"}


def test_every_category_and_narrower_value_is_used(content: DemoContent) -> None:
    assert {product.category for _, product in content.products} == {
        category.slug for category in content.categories if category.parent is not None
    }
    used = {code for _, product in content.products for code in product.values}
    assert used == {value.code for value in content.values if value.broader is not None}


def test_values_hang_under_the_five_shared_concepts(content: DemoContent) -> None:
    tops = {value.code for value in content.values if value.broader is None}
    assert tops == {"equality", "participatory_democracy", "cooperation", "sustainability", "community"}
    assert {value.broader for value in content.values if value.broader is not None} == tops


def test_the_certificates_show_every_turn_a_certificate_can_take(content: DemoContent) -> None:
    states = Counter(certificate.state for producer in content.producers for certificate in producer.certificates)
    assert states["expired"] == states["withdrawn"] == states["submitted"] == states["needs_info"] == 1
    assert states["verified"] > sum(states.values()) / 2
    assert all(producer.certificates for producer in content.producers)


def test_a_network_contains_the_other_and_a_member_of_the_other(content: DemoContent) -> None:
    inner, outer = content.networks
    assert inner.slug in outer.members
    assert set(inner.members) & set(outer.members)


def test_every_organisation_can_sign_in(content: DemoContent) -> None:
    staffed = {person.organisation for person in content.people}
    assert {producer.slug for producer in content.producers} <= staffed
    verifiers = Counter(person.organisation for person in content.people if person.role == "verifier")
    # Two each: nothing is withdrawn by one alone.
    assert verifiers == {federation.slug: 2 for federation in content.federations}
    assert sum(person.role == "operator" for person in content.people) == 1


def test_the_people_the_demo_promises(content: DemoContent) -> None:
    people = {(person.role, person.place, person.locale) for person in content.people}
    assert ("shopper", "Lyon", "fr-FR") in people
    assert ("shopper", "Accra", "en-GH") in people
    assert ("secretary", "Montero", "es-PE") in people
    assert any(role == "member" and locale == "pt-BR" for role, _, locale in people)


def test_prices_are_plausible_and_larger_packs_cost_less_per_gram(content: DemoContent) -> None:
    for _, variant in variants(content):
        assert 300 <= variant.price_minor <= 20_000, variant.sku
        assert 0 < variant.premium_minor <= variant.price_minor * 10 // 100, variant.sku
        if variant.net.unit in ("g", "kg"):
            net_grams = variant.net.value * (1000 if variant.net.unit == "kg" else 1)
            assert variant.weight_grams > net_grams, f"{variant.sku} weighs less than its content"
    for _, product in content.products:
        packed = [variant for variant in product.variants if variant.net.unit in ("g", "kg", "ml", "l")]
        scale = {"g": 1, "ml": 1, "kg": 1000, "l": 1000}
        unit_prices = [
            Decimal(each.price_minor) / (each.net.value * scale[each.net.unit])
            for each in sorted(packed, key=lambda each: each.net.value * scale[each.net.unit])
        ]
        assert unit_prices == sorted(unit_prices, reverse=True), product.slug


def test_coffee_keeps_the_fairtrade_floor_and_premium(content: DemoContent) -> None:
    """Arabica FOB per lb from 1 August 2023: 1.80 washed, 1.75 natural, organic +0.40, premium 0.20 USD.

    The rate is the worst case of one dollar to one euro, so the check errs on the producer's side.
    """
    floors = {"coffee_arabica_washed": Decimal("1.80"), "coffee_arabica_natural": Decimal("1.75")}
    pounds_per_kg = Decimal("2.20462262")
    checked = 0
    for product, variant in variants(content):
        if product.minimum_price is None:
            continue
        floor = floors[product.minimum_price.reference] + (Decimal("0.40") if product.minimum_price.organic else 0)
        net_kg = variant.net.value / (1000 if variant.net.unit == "g" else 1)
        pounds = net_kg * product.minimum_price.per_net_kg * pounds_per_kg
        goods = Decimal(variant.price_minor) / Decimal("1.055") - variant.premium_minor
        assert goods > pounds * floor * 100, variant.sku
        assert variant.premium_minor >= pounds * Decimal("0.20") * 100, variant.sku
        checked += 1
    assert checked >= 3


def test_food_and_goods_carry_the_right_vat_class(content: DemoContent) -> None:
    groups = {category.slug: category.parent for category in content.categories}
    for _, product in content.products:
        assert (groups[product.category] == "food") == (product.vat == "food"), product.slug


def test_vat_and_shares_are_those_announced(content: DemoContent) -> None:
    french = next(rate for rate in content.market.vat if rate.country == "FR")
    assert (french.food_bps, french.standard_bps) == (550, 2000)
    newest = {fee.kind: fee.bps for fee in sorted(content.market.fees, key=lambda fee: fee.effective_from)}
    assert newest == {"market_fee": 800, "federation_dues": 100, "solidarity_fund": 50}


def test_every_parcel_of_one_piece_can_be_sent(content: DemoContent) -> None:
    heaviest = {
        row.origin: content.market.standard_bands(row.origin)[-1].up_to_grams for row in content.market.shipping
    }
    for producer, product in content.products:
        for variant in product.variants:
            assert variant.weight_grams <= heaviest[producer.country], variant.sku


def test_the_demos_own_schemes_stand_beside_ours(content: DemoContent) -> None:
    ours = read_schemes()
    assert {scheme.code for scheme in content.schemes} == {*ours, "br_opac", "pt_artisan_card"}
    for scheme in content.schemes:
        assert scheme.code in ours or scheme.unconfirmed, scheme.code


def test_wording_makes_no_general_environmental_claim(content: DemoContent) -> None:
    """Words Directive (EU) 2024/825 gives as examples, and praise of oneself."""
    banned = re.compile(
        r"\b(eco-?friendly|ecological|environmentally|sustainabl\w+|climate|carbon|biodegradable|green"
        r"|finest|premium quality|delicious|authentic|exquisite"
        r"|écologiques?|durables?|délicieu\w+|authentiques?|ecológic[oa]s?|sostenibles?|delicios\w+|auténtic\w+)\b",
        re.IGNORECASE,
    )
    for producer in content.producers:
        texts = [story.text for story in producer.story if story.lang in SHOP_LANGUAGES]
        texts += [producer.short_line[lang] for lang in SHOP_LANGUAGES]
        texts += [product.description[lang] for product in producer.products for lang in SHOP_LANGUAGES]
        for text in texts:
            assert not banned.search(text), f"{producer.slug}: {text}"


def test_stories_differ_between_languages(content: DemoContent) -> None:
    for producer in content.producers:
        assert len({story.text for story in producer.story}) == len(producer.story)


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("producers/ras-al-louz.toml", 'federation = "deux-rives"', 'federation = "nobody"', "unknown federation"),
        ("producers/ras-al-louz.toml", "women = 34", "women = 35", "119 counted, 118 in total"),
        ("producers/ras-al-louz.toml", 'position = "family_farmers"', 'position = "worker_coop"', "not on the line"),
        ("producers/ras-al-louz.toml", 'category = "oils"', 'category = "oil"', "unknown category 'oil'"),
        ("producers/ras-al-louz.toml", '"peasant_family"', '"peasants"', "unknown value 'peasants'"),
        ("producers/ras-al-louz.toml", 'number = "990883"', 'number = "FLO 990883"', "no number of fairtrade"),
        ("producers/ras-al-louz.toml", "price_minor = 1390", "price_minor = 13.9", "price_minor"),
        ("producers/ras-al-louz.toml", "premium_minor = 45", "premium_minor = 1390", "not a part of the price"),
        ("producers/ras-al-louz.toml", 'verifier = "amel-haddad"', 'verifier = "samir-nazzal"', "verifies nothing"),
        ("producers/ras-al-louz.toml", "founded = 2006", "founded = 2006\nrating = 5", "rating"),
        ("producers/ras-al-louz.toml", "founded = 2006", "founded = ", "ras-al-louz.toml"),
        ("producers/tres-quebradas.toml", "to_days = -46", "to_days = 46", "state 'expired'"),
        ("producers/cardamom-ridge.toml", 'sku = "IN-CAR-50"', 'sku = "IN-PEP-100"', "'IN-PEP-100' stands twice"),
        ("federations.toml", 'members = ["andes-istmo", ', 'members = ["common-ground", ', "contain each other"),
        ("federations.toml", '"FR", "PS", "PT"', '"FR", "PT"', "has no mandate"),
        ("people.toml", "@lyon.example.org", "@lyon.example.net", "could reach a real person"),
        ("market.toml", 'origin = "ZA"', 'origin = "NA"', "no shipping from ZA"),
        ("values.toml", 'broader = "equality"', 'broader = "sameness"', "not a top concept"),
    ],
)
def test_spoiled_content_is_refused_with_the_file_in_the_message(
    folder: Path, file: str, old: str, new: str, complaint: str
) -> None:
    spoil(folder / file, old, new)
    with pytest.raises(ContentError, match=re.escape(complaint)) as refusal:
        load_content(folder)
    assert re.match(r"[a-z-]+\.toml: ", str(refusal.value))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "values.toml").unlink()
    with pytest.raises(ContentError, match=r"^values\.toml: "):
        load_content(folder)


def test_a_file_must_be_named_after_its_organisation(folder: Path) -> None:
    (folder / "producers" / "quai-neuf.toml").rename(folder / "producers" / "quai-dix.toml")
    with pytest.raises(ContentError, match=r"^quai-dix\.toml: slug"):
        load_content(folder)
