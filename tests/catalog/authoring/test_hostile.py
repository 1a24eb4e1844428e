"""Whatever is sent, the answer is a document that says what is wrong, and never a fault."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalog.authoring.conftest import NEW, Desk

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from([0.5, 1e300, "", " ", "0", "-1", "1e9", "9" * 40, "a\x00b", "💧", "٣", "EUR", "g", "2026-02-30"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
)
things = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
FIELDS = st.sampled_from(
    [
        *NEW,
        "category",
        "language",
        "origin_country",
        "sku",
        "barcode",
        "on_hand",
        "weight_grams",
        "vat_class",
        "state",
        "publish_at",
        "unpublish_at",
        "options",
        "names",
        "variants",
        "windows",
        "values",
        "amount",
        "premium",
        "change",
        "code",
        "quantity",
        "best_before",
        "harvest_year",
        "members",
        "subject",
        "ends_on",
        "given_by",
        "body",
        "origin",
    ]
)
bodies = st.dictionaries(FIELDS, things, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, word=st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
def test_hostile_bodies_are_refused_in_words(desk: Desk, body: dict, word: str) -> None:
    own = f"/v1/organisations/{desk.shop.world.norandino_id}"
    product = desk.get(desk.own).json()["data"][0]["id"]
    variant = f"/v1/variants/{desk.shop.coffee}"
    headers = {**desk.as_rosa, "If-Match": "*"}
    for method, path, sent in (
        ("POST", desk.own, {**NEW, **body}),
        ("PATCH", f"/v1/products/{product}", body),
        ("POST", f"/v1/products/{product}/variants", {"net": NEW["net"], **body}),
        ("PATCH", variant, body),
        ("PUT", f"{variant}/prices/EUR", body),
        ("POST", f"{variant}/stock-changes", body),
        ("PUT", f"/v1/products/{product}/windows", body),
        ("PUT", f"/v1/products/{product}/values", body),
        ("PUT", f"/v1/products/{product}/options", body),
        ("POST", f"/v1/products/{product}/lots", body),
        ("PATCH", f"{own}/facts", body),
        ("POST", f"{own}/consents", body),
        ("PUT", f"{own}/texts/en/story", body),
    ):
        answer = desk.http.request(method, path, json=sent, headers=headers)
        assert answer.status_code < 500, (method, path, sent, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["code"], (method, path, sent)
    for path in (f"{desk.own}?q=", f"/v1/organisations/{word}/products?q=", "/v1/terms/"):
        answer = desk.http.get(path + word, headers=desk.as_rosa)
        assert answer.status_code < 500, (path, word, answer.text)
