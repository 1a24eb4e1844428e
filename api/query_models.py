"""Models of what is asked in a query, read in one step.

FastAPI looks at every field of such a model anew with each request, which takes half as long again as a route that does
nothing. What it documents of the model stays as it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError


def reading_models(dependant: Dependant) -> Dependant:
    """What an endpoint depends on, its query models read by us."""
    others, dependencies = [], list(dependant.dependencies)
    for field in dependant.query_params:
        model = field.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            dependencies.append(get_dependant(path=dependant.path or "", call=_reader(model), name=field.name))
        else:
            others.append(field)
    return replace(dependant, query_params=others, dependencies=dependencies)


def _reader(model: type[BaseModel]) -> Callable[[Request], Awaitable[BaseModel]]:
    fields = model.model_fields
    repeated = {name for name, field in fields.items() if get_origin(field.annotation) is tuple}

    async def read(request: Request) -> BaseModel:
        sent = request.query_params
        # Of what may be said once, the last counts. What the model does not know is refused at the gate.
        values = {name: sent.getlist(name) if name in repeated else sent[name] for name in sent if name in fields}
        try:
            return model.model_validate(values)
        except ValidationError as error:
            wrong = [{**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)]
            raise RequestValidationError(wrong) from None

    return read
