"""An article number names one variant of its producer, however it is given."""

from concurrent.futures import ThreadPoolExecutor

from kit.clock import utc_now
from market.catalog.authoring.edit_variant import VariantChanges, edit_variant
from market.catalog.authoring.queries import lock_own_variant
from tests.catalog.authoring.conftest import NEW, Desk
from tests.rivals import wait_until_somebody_waits


def variant(made: dict) -> str:
    return f"/v1/variants/{made['variants'][0]['id']}"


def test_a_number_that_another_variant_has_is_refused_and_names_it(desk: Desk) -> None:
    made = desk.created(sku="HNY")
    wanted = desk.post(desk.own, {**NEW, "name": "Other", "sku": "HNY"})
    assert (wanted.status_code, wanted.json()["code"]) == (409, "duplicate_sku")
    assert wanted.json()["facts"]["variant_id"] == made["variants"][0]["id"]
    assert (wanted.json()["facts"]["handle"], wanted.json()["facts"]["label"]) == ("miel-de-piura", "250 g")
    sibling = {"net": {"value": "1", "unit": "kg"}, "sku": "HNY"}
    assert desk.post(f"/v1/products/{made['id']}/variants", sibling).json()["code"] == "duplicate_sku"
    other = desk.created(name="Other", sku="OTH")
    assert desk.patch(variant(other), {"sku": "HNY"}).json()["code"] == "duplicate_sku"
    assert desk.patch(variant(made), {"sku": "HNY"}).status_code == 200, "its own"
    assert desk.one("select count(*) from variant where sku = 'HNY'") == 1


def test_each_producer_has_numbers_of_its_own(desk: Desk) -> None:
    desk.created(sku="1")
    theirs = f"/v1/organisations/{desk.shop.world.kuapa_id}/products"
    assert desk.http.post(theirs, json={**NEW, "sku": "1"}, headers=desk.as_akosua).status_code == 201


def test_what_goes_into_the_archive_gives_its_number_up_until_it_comes_back(desk: Desk) -> None:
    made = desk.created(sku="HNY")
    desk.post(f"/v1/products/{made['id']}/variants", {"net": {"value": "1", "unit": "kg"}, "sku": "KG"})
    desk.patch(variant(made), {"archived": True})
    other = desk.created(name="Other", sku="HNY")
    back = desk.patch(variant(made), {"archived": False})
    assert (back.status_code, back.json()["code"]) == (409, "duplicate_sku")
    desk.patch(f"/v1/products/{other['id']}", {"state": "archived"})
    assert desk.patch(variant(made), {"archived": False}).status_code == 200
    again = desk.patch(f"/v1/products/{other['id']}", {"state": "draft"})
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_sku")
    desk.patch(variant(made), {"sku": ""})
    assert desk.patch(f"/v1/products/{other['id']}", {"state": "draft"}).status_code == 200


def test_two_who_give_one_number_at_the_same_moment_take_turns(desk: Desk) -> None:
    first, second = desk.created(), desk.created(name="Other")
    rosa_id = str(desk.one("select id from person where email = 'rosa@example.org'"))
    with ThreadPoolExecutor() as threads:
        with desk.database.transaction() as session:
            product_id, variant_id = first["id"], first["variants"][0]["id"]
            found = lock_own_variant(session, variant_id=variant_id, person_id=rosa_id)
            assert found is not None and found[0].id == product_id
            edit_variant(session, *found, changes=VariantChanges(sku="HNY"), market_country="FR", now=utc_now())
            session.flush()
            rival = threads.submit(desk.patch, variant(second), {"sku": "HNY"})
            wait_until_somebody_waits(session)
        assert rival.result(30).json()["code"] == "duplicate_sku"
    assert desk.one("select string_agg(product_id, '') from variant where sku = 'HNY'") == first["id"]
