"""What a route may ask for."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from api.access import Caller, CallerDep, read_caller
from api.errors import PreconditionFailed, PreconditionRequired, WrongIdType
from api.languages import accepted_language, wished_language
from api.limits import Limiter
from api.pages import CursorSigner
from api.tools import Tools, tools_of
from gateways.files import Files
from gateways.registers import Registers
from gateways.stripe import StripeGateway
from kit.clock import utc_now
from kit.database import Database
from kit.ids import is_id
from kit.reads import Reads
from kit.settings import Settings

__all__ = ["Caller", "CallerDep", "read_caller"]


async def _tools(request: Request) -> Tools:
    return tools_of(request)


async def _database(request: Request) -> Database:
    return tools_of(request).database


async def _settings(request: Request) -> Settings:
    return tools_of(request).settings


async def _reads(request: Request) -> Reads:
    return tools_of(request).reads


async def _stripe(request: Request) -> StripeGateway:
    return tools_of(request).stripe


async def _files(request: Request) -> Files:
    return tools_of(request).files


async def _registers(request: Request) -> Registers:
    return tools_of(request).registers


async def _limiter(request: Request) -> Limiter:
    return tools_of(request).limiter


async def _now() -> datetime:
    return utc_now()


DatabaseDep = Annotated[Database, Depends(_database)]
SettingsDep = Annotated[Settings, Depends(_settings)]
ReadsDep = Annotated[Reads, Depends(_reads)]
StripeDep = Annotated[StripeGateway, Depends(_stripe)]
FilesDep = Annotated[Files, Depends(_files)]
RegistersDep = Annotated[Registers, Depends(_registers)]
LimiterDep = Annotated[Limiter, Depends(_limiter)]
Now = Annotated[datetime, Depends(_now)]


WishedLang = Annotated[str | None, Query(max_length=35, description="Language of the texts; default: Accept-Language")]


async def read_language(request: Request, lang: WishedLang = None) -> str:
    """The best of the languages we speak: asked for, accepted, or English."""
    return wished_language(lang) if lang else accepted_language(request.headers.get("accept-language", ""))


Lang = Annotated[str, Depends(read_language)]


def signer(settings: Settings, list_name: str) -> CursorSigner:
    """The cursor signer of a list."""
    return CursorSigner(settings.secret_key, list_name)


def expect_id(prefix: str, text: str) -> str:
    """`text`, if it is an id of this kind. An id of another kind is told so; anything else is left to be not found."""
    head, _, _ = text.rpartition("_")
    if head and head != prefix and is_id(head, text):
        raise WrongIdType(prefix)
    return text


def client_network(request: Request) -> str:
    """The caller's address; X-Forwarded-For counts only when it comes from a proxy that the settings trust."""
    peer = request.client.host if request.client else "unknown"
    if tools_of(request).settings.trusts(peer):
        forwarded = request.headers.get("x-forwarded-for", "")
        return forwarded.rpartition(",")[2].strip()[:64] or peer
    return peer


def require_version(if_match: str | None, current: int) -> None:
    """Compare If-Match with the version of the row. Raises PreconditionRequired or PreconditionFailed."""
    if if_match is None:
        raise PreconditionRequired()
    if if_match.strip() not in {f'"{current}"', "*"}:
        raise PreconditionFailed(f'"{current}"')


IdPath = Annotated[str, Path(max_length=64)]
IfMatch = Annotated[str | None, Header(max_length=100, description="The version you read, quoted; 428 without it")]
IfMatchMaybe = Annotated[str | None, Header(max_length=100, description="The version you read, quoted; not needed")]
