"""Whatever a form of the storefront does, an operation of the public API does: any other frontend can be built."""

import pytest

from tests.architecture import parity


def test_the_client_asks_for_nothing_that_the_api_does_not_describe() -> None:
    unknown = {
        name: str(sent) for name, operations in parity.client().items() for sent in operations if not parity.twins(sent)
    }
    assert unknown == {}


def test_every_form_changes_something_by_an_operation_of_the_api() -> None:
    idle = {form.path for form in parity.forms() if all(one.method == "GET" for one in form.operations)}
    assert idle == set()


def test_the_list_of_forms_is_up_to_date() -> None:
    if parity.PAGE.read_text(encoding="utf-8") != parity.as_markdown():
        pytest.fail("docs/parity.md is not what the storefront does: python -m tests.architecture.parity")


@pytest.mark.parametrize(
    ("sent", "is_described"),
    [
        (parity.Operation("POST", "/v1/carts/{}/checkout"), True),
        (parity.Operation("DELETE", "/v1/sessions/current"), True),
        (parity.Operation("GET", "/v1/carts/{}/checkout"), False),
        (parity.Operation("POST", "/v1/carts/{}/secret-door"), False),
        (parity.Operation("POST", "/v1/carts/{}/checkout/{}"), False),
    ],
)
def test_a_request_without_a_twin_is_seen(sent: parity.Operation, is_described: bool) -> None:
    assert bool(parity.twins(sent)) is is_described
