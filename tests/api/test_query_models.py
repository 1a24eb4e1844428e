"""Query models that we read are read as FastAPI reads them."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.dependencies.utils import get_dependant, request_params_to_args
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from api.query_models import reading_models
from api.schemas.product_list import ProductListQuery


def _endpoint(query: Annotated[ProductListQuery, Query()], lang: str | None = None) -> None:
    """What depends on a model and on something else."""


_NAMES = st.sampled_from([*ProductListQuery.model_fields, "lang", "unknown"])
_VALUES = (
    st.sampled_from(["", "0", "1", "24", "101", "-1", "1.5", "true", "no", "price", "facets", "coffee"]) | st.text()
)


def _read(query: str) -> ProductListQuery | list[tuple[object, object]]:
    """As our own dependency does it: the model, or what is wrong, and where."""
    dependant = reading_models(get_dependant(path="/", call=_endpoint))
    [reader] = dependant.dependencies
    assert reader.name == "query" and reader.call is not None
    assert [field.name for field in dependant.query_params] == ["lang"]
    request = Request({"type": "http", "query_string": query.encode(), "headers": []})
    try:
        read = asyncio.run(reader.call(request))
    except RequestValidationError as refusal:
        return [(error["type"], error["loc"]) for error in refusal.errors()]
    assert isinstance(read, ProductListQuery)
    return read


@given(st.lists(st.tuples(_NAMES, _VALUES), max_size=6))
def test_a_query_is_read_as_fastapi_reads_it(asked: list[tuple[str, str]]) -> None:
    query = urlencode([(name, value.encode("utf-8", "replace")) for name, value in asked])
    values, errors = request_params_to_args(get_dependant(path="/", call=_endpoint).query_params, QueryParams(query))
    assert _read(query) == (values["query"] if not errors else [(error["type"], error["loc"]) for error in errors])
