"""Packing slips and labels: what stands on them, and that nothing anybody typed is more than text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from kit.database import Database
from market.accounts.errors import NoSuchOrganisation
from market.orders.errors import NoSuchParcel, WrongParcelStep
from market.orders.packing.addressing import weight_text
from market.orders.packing.errors import NothingToPack
from market.orders.packing.find_parcels import find_all, find_parcel
from market.orders.packing.slip_queries import PackedLine, PackedParcel, Place
from market.orders.packing.write_labels import LabelPaper, label_data, write_labels
from market.orders.packing.write_slips import slip_data, write_slips
from models.accounts import Person
from models.catalog import Variant
from models.enums import MemberRole, ParcelState, TranslationOrigin
from models.organisations import Membership, Translation
from tests.pdf import inflated, structure_of
from tests.shop import Shop

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHOP = "https://shop.example"
HOSTILE = (
    '#import "/etc/passwd"',
    "#panic() $x$ *a* _b_ `c` <label> @ref",
    '= heading \\ #read("/etc/hostname")',
    "日本 \u202e\x01\x7f",
    "W" * 200,
)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def packer(shop: Shop, organisation_id: str) -> str:
    with shop.database.transaction() as session:
        person = Person(email=f"{organisation_id}@example.org", full_name="Rosa")
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.MEMBER))
        return person.id


def parcels_of(shop: Shop, order_id: str) -> dict[str, str]:
    with shop.database.reading() as session:
        rows = session.execute(text("select producer_id, id from parcel where order_id = :id"), {"id": order_id})
        return {row.producer_id: row.id for row in rows}


def change(shop: Shop, sql: str, **facts: object) -> None:
    with shop.database.transaction() as session:
        session.execute(text(sql), facts)


def made(**more: Any) -> PackedParcel:
    """A parcel as it is packed."""
    parcel = PackedParcel(
        id="pcl_one",
        order_id="ord_one",
        state=ParcelState.TO_PACK,
        producer_id="org_one",
        sender=Place("Norandino", "", "", "", "Piura", "PE"),
        receiver=Place("Camille Roux", "12 rue de la Soie", "Bât. B", "69004", "Lyon", "FR"),
        organisation="",
        fetched_at=None,
        service_labels={"en": "Standard", "fr": "Courrier"},
        weight_grams=1250,
        tracking="",
        paid_at=NOW,
        locale="fr",
        lines=(PackedLine("Café de Piura", "Café Piura molido", "250 g", "N-1", 2, ""),),
    )
    return replace(parcel, **more)


def test_a_slip_is_of_one_producers_parcel_alone(shop: Shop) -> None:
    rosa = packer(shop, shop.world.norandino_id)
    order = shop.place({shop.coffee: 2, shop.chocolate: 1})
    shop.settle(order.order_id)
    own = parcels_of(shop, order.order_id)[shop.world.norandino_id]
    with shop.database.transaction() as session:
        product_id = session.get_one(Variant, shop.coffee).product_id
        said = Translation(entity_id=product_id, field="name", lang="es", body="Café", origin=TranslationOrigin.HUMAN)
        session.add(said)
    with shop.database.reading() as session:
        found = find_parcel(session, own, person_id=rosa, lang="es")
    (line,) = found.lines
    assert (line.name, line.own_name, line.quantity) == ("Coffee of Piura", "Café", 2)
    assert (found.receiver.name, found.receiver.city, found.sender.country) == ("Camille Roux", "Lyon", "PE")


def test_no_paper_is_printed_for_others_or_without_need(shop: Shop) -> None:
    rosa, kofi = packer(shop, shop.world.norandino_id), packer(shop, shop.world.kuapa_id)
    order = shop.place({shop.coffee: 1, shop.chocolate: 1})
    own = parcels_of(shop, order.order_id)[shop.world.norandino_id]

    def refused(person_id: str | None) -> type[Exception]:
        with shop.database.reading() as session, pytest.raises(Exception) as told:
            find_parcel(session, own, person_id=person_id, lang="en")
        return told.type

    assert refused(rosa) is NoSuchParcel, "nobody has paid for it"
    shop.settle(order.order_id)
    assert refused(kofi) is refused(None) is NoSuchParcel
    change(shop, "update membership set ended_at = now() where person_id = :id", id=rosa)
    assert refused(rosa) is NoSuchParcel
    change(shop, "update membership set ended_at = null where person_id = :id", id=rosa)
    change(shop, "update parcel set state = 'shipped' where id = :id", id=own)
    with shop.database.reading() as session:
        assert find_parcel(session, own, person_id=rosa, lang="en").state is ParcelState.SHIPPED
    change(shop, "update parcel set state = 'delivered' where id = :id", id=own)
    assert refused(rosa) is WrongParcelStep


def test_all_that_waits_is_in_one_file_the_oldest_first(shop: Shop) -> None:
    rosa, kofi = packer(shop, shop.world.norandino_id), packer(shop, shop.world.kuapa_id)
    orders = [shop.place({shop.coffee: 1}).order_id for _ in range(4)]
    for order_id in orders[:3]:
        shop.settle(order_id)
    sent = parcels_of(shop, orders[1])[shop.world.norandino_id]
    change(shop, "update parcel set state = 'shipped' where id = :id", id=sent)
    with shop.database.reading() as session:
        found = find_all(session, shop.world.norandino_id, person_id=rosa, lang="en")
        assert [one.order_id for one in found] == [orders[0], orders[2]]
        with pytest.raises(NothingToPack):
            find_all(session, shop.world.kuapa_id, person_id=kofi, lang="en")
        with pytest.raises(NoSuchOrganisation):
            find_all(session, shop.world.norandino_id, person_id=kofi, lang="en")


def test_the_buyers_language_stands_first_and_the_packers_beside() -> None:
    slip: Any = slip_data(made(), "es", SHOP)
    assert slip["words"]["title"] == ["Bordereau de colis", "Albarán de envío"]
    assert slip["service"] == "Courrier"
    assert slip["paid"] == "24 novembre 2026"
    assert slip["receiver"] == ["Camille Roux", "12 rue de la Soie", "Bât. B", "69004 Lyon", "FRANCIA"]
    assert slip["sender"] == ["Norandino", "Piura", "PÉROU"]
    (line,) = slip["lines"]
    assert (line["name"], line["own"]) == ("Café de Piura, 250 g", "Café Piura molido")
    assert f"{SHOP}/orders/ord_one" in str(slip["missing"])
    same: Any = slip_data(made(), "fr", SHOP)
    assert same["words"]["title"] == ["Bordereau de colis", ""]


def test_no_price_is_on_a_slip(shop: Shop) -> None:
    rosa = packer(shop, shop.world.norandino_id)
    order = shop.place({shop.coffee: 2})
    shop.settle(order.order_id)
    with shop.database.reading() as session:
        (found,) = find_all(session, shop.world.norandino_id, person_id=rosa, lang="en")
    told = str(slip_data(found, "en", SHOP))
    assert "Coffee of Piura" in told
    assert not any(amount in told for amount in ("14.90", "1490", "29.80", "2980", "EUR", "5.90"))


def test_what_is_fetched_is_addressed_to_where_it_is_fetched() -> None:
    point = Place("Chez Ana", "3 place Bellecour", "", "69002", "Lyon", "FR", "Mo–Fr 9–17")
    label = label_data(made(fetched_at=point, organisation="Les Amis"), "es")
    expected = ["Camille Roux", "Les Amis", "Chez Ana", "3 place Bellecour", "69002 Lyon", "FRANCIA"]
    assert (label["receiver"], label["is_fetched"]) == (expected, True)
    slip = slip_data(made(fetched_at=point), "es", SHOP)
    assert slip["fetched"] == ["Chez Ana", "3 place Bellecour", "69002 Lyon", "FRANCE", "Mo–Fr 9–17"]
    bought_for = label_data(made(organisation="Les Amis"), "fr")["receiver"]
    assert bought_for == ["Camille Roux", "Les Amis", "12 rue de la Soie", "Bât. B", "69004 Lyon", "FRANCE"]


@pytest.mark.parametrize("typed", HOSTILE, ids=["import", "markup", "read", "letters", "long"])
def test_whatever_was_typed_is_text(typed: str) -> None:
    parcel = made(
        receiver=Place(typed, typed, typed, typed[:20], typed, "ZZ"),
        sender=Place(typed, "", "", "", typed, "PE"),
        organisation=typed,
        service_labels={"en": typed},
        tracking=typed[:100],
        lines=(PackedLine(typed, f"own {typed}", typed, typed, 1, typed),),
    )
    plain = made(organisation="x", tracking="x", lines=(PackedLine("x", "own", "x", "x", 1, "x"),))
    files = [(write_slips([one], lang="es", storefront_url=SHOP, now=NOW)) for one in (parcel, plain)]
    hostile, usual = (structure_of(inflated(file)) for file in files)
    assert [hostile[tag] for tag in ("H1", "Table", "TR", "Link", "L", "Formula")] == [
        usual[tag] for tag in ("H1", "Table", "TR", "Link", "L", "Formula")
    ]
    for paper in LabelPaper:
        assert structure_of(inflated(write_labels([parcel], paper=paper, lang="pt", now=NOW)))["H1"] == 1


def test_the_files_are_tagged_and_have_a_page_for_each() -> None:
    parcels = [made(id=f"pcl_{number}") for number in range(5)]
    slips = write_slips(parcels, lang="en", storefront_url=SHOP, now=NOW)
    assert slips == write_slips(parcels, lang="en", storefront_url=SHOP, now=NOW)
    inside = inflated(slips)
    assert b"pdfuaid" in inside and structure_of(inside)["H1"] == structure_of(inside)["Table"] // 2 == 5
    assert pages(slips) == 5
    sizes = {LabelPaper.A6: 5, LabelPaper.A4: 2}
    for paper, count in sizes.items():
        assert pages(write_labels(parcels, paper=paper, lang="en", now=NOW)) == count


def pages(pdf: bytes) -> int:
    return inflated(pdf).count(b"/Type/Page/") + inflated(pdf).count(b"/Type /Page\n")


@pytest.mark.parametrize(
    ("grams", "lang", "said"), [(1250, "fr", "1,25 kg"), (1000, "en", "1 kg"), (80, "en", "0.08 kg")]
)
def test_a_weight_is_written_as_people_write_it(grams: int, lang: str, said: str) -> None:
    assert weight_text(grams, lang) == said
