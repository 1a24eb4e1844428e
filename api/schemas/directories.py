"""Shapes of directories."""

from pydantic import BaseModel, ConfigDict


class MurmurationsOut(BaseModel):
    """Where the profiles are."""

    profile_urls: list[str]


class RelationshipOut(BaseModel):
    """How this organisation stands to another."""

    predicate_url: str
    object_url: str


class MurmurationsProfileOut(BaseModel):
    """A profile of `organizations_schema-v1.0.0`; what is not known is absent."""

    model_config = ConfigDict(extra="forbid")

    linked_schemas: list[str]
    name: str
    primary_url: str
    unique_id: str
    country_iso_3166: str
    description: str | None = None
    tags: list[str] | None = None
    image: str | None = None
    relationships: list[RelationshipOut] | None = None
