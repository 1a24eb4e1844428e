"""The shop over HTTP: shapes, refusals, paging, caching, and a producer's own products."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.schemas.catalog import (
    CategoriesOut,
    ProducerOut,
    ProducersOut,
    ProductOut,
    ProductPageOut,
    SuggestionsOut,
    TermsOut,
    VariantBreakdownOut,
)
from api.schemas.imports import CatalogImportOut
from api.tools import Tools
from gateways.fakes import FakeStripe
from gateways.files import FilesInMemory
from kit.database import Database
from kit.ids import hash_secret, new_secret
from kit.reads import Reads
from kit.settings import Mode, Settings
from models.accounts import Person, SignInSession
from models.certification import Certificate, Mandate, Scheme, Verification
from models.enums import (
    AssuranceClass,
    CertificateState,
    MemberRole,
    ProductState,
    VatClass,
    VerificationDecision,
    VerificationMethod,
)
from models.organisations import Membership
from tests.catalog.world import market_in


@dataclass
class Shop:
    """A running API, and what a test needs to know of its market."""

    http: TestClient
    database: Database
    ids: dict[str, str]
    token: str

    @property
    def producer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **options):
        return self.http.get(path, **options)


def settings_for(database_url: str, files: Path) -> Settings:
    return Settings(
        mode=Mode.TEST,
        database_url=database_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="a key that is only for tests, 0123456789",
        stripe_api_key="sk_test_x",
        files_dir=files,
        api_url="http://api.test",
    )


@pytest.fixture(scope="module")
def shop(services, tmp_path_factory) -> Iterator[Shop]:
    """A shop that tests only read."""
    with services.clone() as database_url:
        yield from shop_in(database_url, tmp_path_factory.mktemp("files"))


@pytest.fixture
def own_shop(fresh_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A shop for one test to change."""
    yield from shop_in(fresh_database_url, tmp_path)


def shop_in(database_url: str, files: Path) -> Iterator[Shop]:
    token = new_secret("ses")
    with market_in(database_url) as world:
        ids = {
            "coffee": world.product(
                "cafe-piura",
                "Café de Piura",
                language="es",
                popularity=5,
                price=(1494, 2790),
                premium=44,
                values=("agroforestry",),
                translations={("en", "name"): "Coffee from Piura", ("en", "description"): "From the mountains."},
            ),
            "scarf": world.product(
                "scarf", "Woven scarf", category="textiles", vat_class=VatClass.STANDARD, price=3500
            ),
            "draft": world.product("draft", "Not yet", state=ProductState.DRAFT, published_at=None),
            "kuapa": world.product("bar", "Bar", category="chocolate", producer_id=world.kuapa_id, origin="GH"),
            "producer": world.norandino_id,
            "federation": world.federation_id,
        }
        certify(world)
        person = Person(email="ana@example.org", full_name="Ana Ruiz")
        world.session.add(person)
        world.session.flush()
        world.session.add(Membership(person_id=person.id, organisation_id=world.norandino_id, role=MemberRole.STEWARD))
        now = datetime.now(UTC)
        world.session.add(
            SignInSession(
                token_hash=hash_secret(token),
                person_id=person.id,
                authenticated_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    settings = settings_for(database_url, files)
    database = Database(database_url, pool_size=5)
    tools = Tools(
        settings=settings,
        database=database,
        reads=Reads(database_url, pool_size=2),
        stripe=FakeStripe(),
        files=FilesInMemory(),
        limiter=Limiter(None),
    )
    with TestClient(create_app(tools), base_url="http://api.test") as http:
        yield Shop(http, database, ids, token)


def certify(world) -> None:
    """Norandino holds a verified organic certificate."""
    person = Person(email="verifier@example.org", full_name="Vera")
    scheme = Scheme(
        code="eu_organic",
        name="EU organic",
        owner="EU",
        assurance_class=AssuranceClass.PUBLIC_AUTHORITY,
        certifies=["product"],
    )
    world.session.add_all([person, scheme])
    world.session.flush()
    since = datetime(2026, 1, 1, tzinfo=UTC)
    mandate = Mandate(federation_id=world.federation_id, scheme_id=scheme.id, granted_at=since)
    certificate = Certificate(
        scheme_id=scheme.id,
        number="PE-BIO-1",
        holder_id=world.norandino_id,
        state=CertificateState.VERIFIED,
        valid_from=date(2026, 1, 1),
        valid_to=date(2099, 12, 31),
        claim_from=since,
    )
    world.session.add_all([mandate, certificate])
    world.session.flush()
    world.session.add(
        Verification(
            certificate_id=certificate.id,
            federation_id=world.federation_id,
            mandate_id=mandate.id,
            verifier_id=person.id,
            method=VerificationMethod.REGISTER_LOOKUP,
            decision=VerificationDecision.VERIFY,
            reason="Found in the public register.",
            checked_at=since,
        )
    )


def test_the_list_has_the_documented_shape(shop: Shop) -> None:
    answer = shop.get("/v1/products", params={"include": "facets"})
    assert answer.status_code == 200
    page = ProductPageOut.model_validate_json(answer.content)
    assert [card.slug for card in page.data] == ["cafe-piura", "bar", "scarf"] or len(page.data) == 3
    coffee = next(card for card in page.data if card.slug == "cafe-piura")
    assert coffee.claims[0].scheme.code == "eu_organic"
    assert coffee.claims[0].display == "logo"
    assert page.facets is not None
    assert [(value.value, value.count) for value in page.facets.scheme] == [("eu_organic", 2)]


def test_the_product_page_breaks_each_price_down(shop: Shop) -> None:
    answer = shop.get("/v1/products/cafe-piura", params={"lang": "fr"})
    product = ProductOut.model_validate_json(answer.content)
    assert (product.name, product.lang, product.description_lang) == ("Coffee from Piura", "en", "en")
    assert product.original_language == "es"
    assert product.producer.name == "Norandino"
    for variant in product.variants:
        assert variant.breakdown is not None
        assert sum(part.amount.amount for part in variant.breakdown.parts) == variant.breakdown.total.amount
    first = product.variants[0]
    assert first.breakdown is not None
    assert {part.kind: part.amount.amount for part in first.breakdown.parts} == {
        "producer": 1241,
        "premium": 44,
        "federation_dues": 14,
        "solidarity": 7,
        "market_fee": 110,
        "vat": 78,
    }
    dues = next(part for part in first.breakdown.parts if part.kind == "federation_dues")
    assert dues.beneficiary is not None
    assert dues.beneficiary.name == "Alianza Andina"
    assert dues.label == "Cotisation à la fédération des producteurs"
    assert first.unit_price is not None
    assert (first.unit_price.amount, first.unit_price.per) == (5976, "kg")
    assert first.available == 5
    claim = product.claims[0]
    assert (claim.number, claim.method, claim.valid_until) == ("PE-BIO-1", "register_lookup", date(2099, 12, 31))
    assert claim.text == "EU organic couvre le produit entier."
    assert claim.verified_by is not None
    assert claim.verified_by.name == "Alianza Andina"


def test_products_open_by_id_and_by_slug_alike(shop: Shop) -> None:
    by_id, by_slug = shop.get(f"/v1/products/{shop.ids['coffee']}"), shop.get("/v1/products/cafe-piura")
    assert by_id.content == by_slug.content


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/products/nothing", "no_such_product"),
        ("/v1/products/draft", "no_such_product"),
        ("/v1/products/prod_00000000000000000000000000", "no_such_product"),
        ("/v1/products/org_00000000000000000000000000", "id_wrong_type"),
        ("/v1/variants/var_00000000000000000000000000/breakdown", "no_such_variant"),
        ("/v1/producers/alianza", "no_such_producer"),
    ],
)
def test_what_is_not_on_sale_is_not_there(shop: Shop, path: str, code: str) -> None:
    answer = shop.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("colour=red", 400, "unknown_parameter"),
        ("cursor=abc", 400, "bad_cursor"),
        ("cursor=%00", 400, "bad_cursor"),
        ("sort=cheapest", 422, "invalid_request"),
        ("limit=0", 422, "invalid_request"),
        ("limit=101", 422, "invalid_request"),
        ("price_min=-1", 422, "invalid_request"),
        ("price_min=99999999999999999999", 422, "invalid_request"),
        ("price_min=12.5", 422, "invalid_request"),
        ("include=everything", 422, "invalid_request"),
        ("q=%00", 422, "unstorable_text"),
        ("category=a%00b", 422, "unstorable_text"),
        ("q=" + "x" * 201, 422, "invalid_request"),
    ],
)
def test_a_wrong_question_is_refused_by_name(shop: Shop, query: str, status: int, code: str) -> None:
    answer = shop.get(f"/v1/products?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("lang", ["xx", "quechua-that-nobody-knows", "%F0%9F%98%80", "fr-CA"])
def test_a_language_that_nobody_speaks_here_falls_back(shop: Shop, lang: str) -> None:
    assert shop.get(f"/v1/products?lang={lang}").status_code == 200


def test_cursors_walk_the_list_and_belong_to_it(shop: Shop) -> None:
    walked, cursor = [], None
    while True:
        page = shop.get("/v1/products", params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        walked += [card["slug"] for card in page["data"]]
        if not page["has_more"]:
            assert page["next_cursor"] is None
            break
        cursor = page["next_cursor"]
    assert sorted(walked) == ["bar", "cafe-piura", "scarf"]
    elsewhere = shop.get("/v1/products", params={"cursor": cursor, "category": "coffee"})
    assert elsewhere.json()["code"] == "bad_cursor"


def test_an_unchanged_answer_is_not_sent_again(shop: Shop) -> None:
    for path in ("/v1/products", "/v1/products/scarf", "/v1/producers/norandino", "/v1/categories"):
        first = shop.get(path)
        again = shop.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["Cache-Control"].startswith("public")
        assert "Accept-Language" in first.headers["Vary"]
        assert shop.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_change_shows_at_once_in_what_was_asked_before(own_shop: Shop) -> None:
    """Whoever writes, past every verb of ours: kept answers are of the state that is."""
    paths = ("/v1/products?include=facets", "/v1/products/cafe-piura", "/v1/products?q=piura", "/v1/suggestions?q=ca")
    changes = (
        "update translation set body = body || ', high up' where field = 'name' and lang = 'en'",
        "update price set amount_minor = amount_minor + 100 where valid_to is null",
        "update stock set reserved = on_hand",
        "update certificate set state = 'suspended', claim_until = now()",
        "update organisation set name = 'Norandino y Hijas' where slug = 'norandino'",
        "update fee_schedule set market_fee_bps = market_fee_bps + 100",
        """
        insert into translation (entity_id, field, lang, body, origin)
        select id, 'short_line', 'en', 'From above', 'human' from product where slug = 'cafe-piura'
        """,
    )
    shown_by = {path: set[str]() for path in paths}
    tags = {path: own_shop.get(path).headers["ETag"] for path in paths}
    for change in changes:
        with own_shop.database.transaction() as session:
            session.execute(text(change))
        for path in paths:
            answer = own_shop.get(path, headers={"If-None-Match": tags[path]})
            if answer.status_code == 200:
                shown_by[path].add(change)
                tags[path] = answer.headers["ETag"]
    assert shown_by["/v1/products/cafe-piura"] == set(changes)
    # A list tells no fees, and no count but whether there is any.
    assert shown_by["/v1/products?include=facets"] == set(changes) - {changes[5]}
    assert shown_by["/v1/products?q=piura"] == set(changes) - {changes[5]}
    assert shown_by["/v1/suggestions?q=ca"] == {changes[0]}


def test_a_shared_cache_may_keep_an_answer_for_no_longer_than_the_clock_lets_it_be_true(own_shop: Shop) -> None:
    answer = own_shop.get("/v1/products")
    seconds = int(answer.headers["CDN-Cache-Control"].rpartition("=")[2])
    assert 0 <= seconds <= 60
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Surrogate-Key"] == "catalogue products"
    with own_shop.database.transaction() as session:
        session.execute(
            text("insert into catalogue_edge values (now() + interval '2 seconds'), (now() + interval '90 seconds')")
        )
    soon = own_shop.get("/v1/products").headers["CDN-Cache-Control"]
    assert int(soon.rpartition("=")[2]) <= 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("co", [("category", "Coffee", "coffee"), ("product", "Coffee from Piura", "cafe-piura")]),
        ("cafe pi", [("product", "Coffee from Piura", "cafe-piura")]),
        ("wov", [("product", "Woven scarf", "scarf")]),
        ("nor", [("producer", "Norandino", "norandino")]),
        ("not yet", []),
        ("%%", []),
        ("' & | ! <->", []),
        ("zzz", []),
    ],
)
def test_suggestions(shop: Shop, typed: str, found: list[tuple[str, str, str]]) -> None:
    answer = SuggestionsOut.model_validate_json(shop.get("/v1/suggestions", params={"q": typed}).content)
    assert [(one.kind, one.text, one.slug) for one in answer.data] == found


def test_nothing_typed_asks_for_everything_and_countries_may_be_in_small_letters(shop: Shop) -> None:
    def found(query: str) -> set[str]:
        return {card["slug"] for card in shop.get(f"/v1/products?{query}").json()["data"]}

    assert found("q=") == found("q=%20%20") == found("") == {"bar", "cafe-piura", "scarf"}
    assert found("origin=gh") == found("origin=GH") == {"bar"}


def test_what_is_typed_must_be_two_letters_to_a_hundred(shop: Shop) -> None:
    assert [shop.get("/v1/suggestions", params={"q": typed}).status_code for typed in ("", "c", "c" * 101)] == [422] * 3


def test_a_breakdown_for_more_and_for_elsewhere(shop: Shop) -> None:
    variant = shop.get("/v1/products/cafe-piura").json()["variants"][0]["id"]
    answer = shop.get(f"/v1/variants/{variant}/breakdown", params={"quantity": 3})
    split = VariantBreakdownOut.model_validate_json(answer.content)
    assert split.total.amount == 3 * 1494 == sum(part.amount.amount for part in split.parts)
    assert shop.get(f"/v1/variants/{variant}/breakdown?country=JP").json()["code"] == "no_tax_rate"
    assert shop.get(f"/v1/variants/{variant}/breakdown?quantity=0").status_code == 422


def test_producers_categories_and_values(shop: Shop) -> None:
    producers = ProducersOut.model_validate_json(shop.get("/v1/producers").content)
    assert [(producer.name, producer.product_count) for producer in producers.data] == [
        ("Kuapa Kokoo", 1),
        ("Norandino", 2),
    ]
    narrowed = shop.get("/v1/producers", params={"country": "PE", "line": "agrarian", "q": "nor"}).json()
    assert [producer["slug"] for producer in narrowed["data"]] == ["norandino"]
    assert shop.get("/v1/producers", params={"q": "%"}).json()["data"] == []
    first = shop.get("/v1/producers", params={"limit": 1}).json()
    second = shop.get("/v1/producers", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [second["data"][0]["slug"], second["has_more"]] == ["norandino", False]
    producer = ProducerOut.model_validate_json(shop.get("/v1/producers/norandino").content)
    assert [claim.scheme.code for claim in producer.claims] == ["eu_organic"]
    assert [federation.name for federation in producer.federations] == ["Alianza Andina"]
    categories = CategoriesOut.model_validate_json(shop.get("/v1/categories?lang=fr").content)
    assert {"code": "coffee", "parent": "food", "label": "Café"} in [vars(each) for each in categories.data]
    assert TermsOut.model_validate_json(shop.get("/v1/terms").content).data


def own(shop: Shop, product_id: str) -> dict:
    listed = shop.get(f"/v1/organisations/{shop.ids['producer']}/products", headers=shop.producer).json()["data"]
    return next(product for product in listed if product["id"] == product_id)


def change(shop: Shop, product_id: str, state: str, **headers):
    return shop.http.patch(f"/v1/products/{product_id}", json={"state": state}, headers={**shop.producer, **headers})


def test_a_producer_takes_a_product_off_the_shelf_and_puts_it_back(own_shop: Shop) -> None:
    coffee = own_shop.ids["coffee"]
    version = own(own_shop, coffee)["version"]
    off = change(own_shop, coffee, "draft", **{"If-Match": f'"{version}"'})
    assert (off.status_code, off.json()["state"]) == (200, "draft")
    assert own_shop.get("/v1/products/cafe-piura").status_code == 404
    stale = change(own_shop, coffee, "published", **{"If-Match": f'"{version}"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    back = change(own_shop, coffee, "published", **{"If-Match": off.headers["ETag"]})
    assert back.status_code == 200
    assert own_shop.get("/v1/products/cafe-piura").status_code == 200


def test_a_change_needs_if_match_a_right_and_a_step_that_exists(own_shop: Shop) -> None:
    coffee = own_shop.ids["coffee"]
    assert change(own_shop, coffee, "draft").status_code == 428
    assert change(own_shop, coffee, "sold", **{"If-Match": "*"}).status_code == 422
    assert change(own_shop, coffee, "scheduled", **{"If-Match": "*"}).json()["code"] == "product_step_refused"
    assert change(own_shop, own_shop.ids["kuapa"], "draft", **{"If-Match": "*"}).json()["code"] == "no_such_product"
    anonymous = own_shop.http.patch(f"/v1/products/{coffee}", json={"state": "draft"}, headers={"If-Match": "*"})
    assert anonymous.status_code == 401
    assert own(own_shop, coffee)["state"] == "published"


def test_nothing_is_published_without_a_price_and_a_count(own_shop: Shop) -> None:
    draft = own_shop.ids["draft"]
    with own_shop.database.transaction() as session:
        session.execute(
            text("delete from price where variant_id in (select id from variant where product_id = :p)"), {"p": draft}
        )
        session.execute(
            text("delete from stock where variant_id in (select id from variant where product_id = :p)"), {"p": draft}
        )
    refused = change(own_shop, draft, "published", **{"If-Match": "*"})
    assert (refused.status_code, refused.json()["facts"]) == (422, {"missing": ["price", "stock"]})
    assert own(own_shop, draft)["state"] == "draft"


def test_nothing_is_published_with_an_empty_promise(own_shop: Shop) -> None:
    draft = own_shop.ids["draft"]
    with own_shop.database.transaction() as session:
        session.execute(
            text("update product set description = 'An Eco-Friendly, climate neutral cup.' where id = :p"), {"p": draft}
        )
    refused = change(own_shop, draft, "published", **{"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unprovable_claim")
    found = refused.json()["facts"]["findings"]
    assert [(one["words"], one["rule"], one["field"]) for one in found] == [
        ("Eco-Friendly", "generic_claim", "description"),
        ("climate neutral", "offset_neutrality", "description"),
    ]


def test_own_products_are_nobody_elses(shop: Shop) -> None:
    path = f"/v1/organisations/{shop.ids['federation']}/products"
    assert shop.get(path, headers=shop.producer).json()["code"] == "no_such_organisation"
    assert shop.get(f"/v1/organisations/{shop.ids['producer']}/products").status_code == 401


FILE = (
    "Handle,Title,Published,Option1 Value,Variant Grams,Variant Inventory Qty,Variant Price\n"
    "tea,Mountain tea,true,100 g,120,5,6.50\n"
    "bad,Bad,true,1 kg,0,1,cheap\n"
)


def upload(shop: Shop, data: bytes | str = FILE, *, organisation: str = "producer", headers=None, **form):
    return shop.http.post(
        f"/v1/organisations/{shop.ids[organisation]}/catalog-imports",
        files={"file": ("my products.csv", data, "text/csv")},
        data=form,
        headers=shop.producer if headers is None else headers,
    )


def test_a_producer_brings_a_file(own_shop: Shop) -> None:
    tried = upload(own_shop, dry_run="true")
    report = CatalogImportOut.model_validate_json(tried.content)
    assert (tried.status_code, report.dry_run, report.created, report.refused) == (201, True, 1, 1)
    assert own_shop.get("/v1/products/tea").status_code == 404
    done = CatalogImportOut.model_validate_json(upload(own_shop).content)
    assert (done.state, done.created, done.file_name) == ("applied", 1, "my products.csv")
    wrong = next(row for row in done.rows if row.outcome == "refused")
    assert [
        (problem.row, problem.column, problem.code) for problem in wrong.problems if problem.severity == "fault"
    ] == [(3, "Variant Price", "bad_price")]
    tea = own_shop.get("/v1/products/tea").json()
    assert tea["variants"][0]["unit_price"] == {"amount": 6500, "currency": "EUR", "per": "kg"}
    path = f"/v1/organisations/{own_shop.ids['producer']}/catalog-imports"
    listed = own_shop.get(path, headers=own_shop.producer, params={"limit": 1}).json()
    assert (listed["data"][0]["id"], listed["has_more"]) == (done.id, True)
    older = own_shop.get(path, headers=own_shop.producer, params={"cursor": listed["next_cursor"]}).json()
    assert [each["id"] for each in older["data"]] == [report.id]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "import_file_refused"),
        (b"\x00\x01\x02", 422, "import_file_refused"),
        (b"x" * (50 * 1024 * 1024 + 1), 422, "import_file_refused"),
        (b"x" * (52 * 1024 * 1024), 413, "body_too_large"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(shop: Shop, data: bytes, status: int, code: str) -> None:
    answer = upload(shop, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nobody_brings_a_file_for_others(own_shop: Shop) -> None:
    assert upload(own_shop, organisation="federation").json()["code"] == "no_such_organisation"
    assert upload(own_shop, headers={}).status_code == 401
    assert upload(own_shop, format="excel").status_code == 422
    assert upload(own_shop, dry_run="perhaps").status_code == 422
    assert len(own_shop.get("/v1/products").json()["data"]) == 3
