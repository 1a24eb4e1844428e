"""The plain values of the demo's content: codes, countries, lines of text, amounts."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Words = Mapping[Language, Line]
Cents = Annotated[int, Field(ge=0)]
Bps = Annotated[int, Field(ge=0, le=10_000)]
