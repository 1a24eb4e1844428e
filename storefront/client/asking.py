"""What every part of the API's client has: the way there, and how a path is put together."""

from dataclasses import dataclass
from urllib.parse import quote

from storefront.transport import ApiRefused, Transport


@dataclass(frozen=True)
class Asking:
    """The API for one visitor. Methods raise ApiRefused (it said no) or ApiUnavailable (it could not answer)."""

    transport: Transport


def safe(segment: str) -> str:
    """One path segment, whatever was typed into ours. Raises ApiRefused for the two that name no thing but a way."""
    if segment in {".", ".."}:
        raise ApiRefused(404, "not_found", "There is nothing of that name.")
    return quote(segment, safe="")
