"""Signed statements for everybody: credentials of certificates, status lists, and the keys they are signed with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header
from starlette.responses import JSONResponse, Response

from api.deps import DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from certification.credentials.jose import MEDIA_TYPE as TOKEN_TYPE
from certification.credentials.read import (
    Unsigned,
    read_credential,
    read_did_document,
    read_status_list,
    sign,
    sign_as_token,
)
from certification.structured.certification import Addresses
from kit.database import Database
from kit.settings import Settings

routes = Routes(prefix="", tags=["certification"])

_CREDENTIAL_TYPE = "application/vc"
_DID_TYPE = "application/did+json"
# What was revoked is revoked with the next read, also behind a cache.
_ASK_AGAIN = "public, no-cache"
_KEYS = "public, max-age=30"
_BOTH_FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "With a Data Integrity proof, or as JSON Web Token for those who accept only that",
        "content": {_CREDENTIAL_TYPE: {"schema": {"type": "object"}}, TOKEN_TYPE: {"schema": {"type": "string"}}},
    }
}
Accept = Annotated[str, Header(description="`application/vc` or `application/vc+jwt`")]


class _Did(JSONResponse):
    media_type = _DID_TYPE


@routes.get("/.well-known/did.json", policy=(Resource.PROOF, Action.READ), response_class=_Did)
def read_market_did(database: DatabaseDep, settings: SettingsDep, now: Now) -> Response:
    """The market's DID document: the keys it signs with, and signed with."""
    return _did(database, settings, None, now)


@routes.get("/v1/organisations/{organisation_id}/did.json", policy=(Resource.PROOF, Action.READ), response_class=_Did)
def read_federation_did(organisation_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now) -> Response:
    """A federation's DID document: the keys that the market signs with in its name."""
    return _did(database, settings, expect_id("org", organisation_id), now)


@routes.get(
    "/v1/certificates/{certificate_id}/credential",
    policy=(Resource.PROOF, Action.READ),
    response_class=Response,
    responses=_BOTH_FORMS,
)
def read_one_credential(
    certificate_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now, accept: Accept = "*/*"
) -> Response:
    """A verified certificate as W3C Verifiable Credential, signed in the name of the federation that verified it."""
    unsigned = _credential(certificate_id, database, settings, now)
    return _signed(database, settings, unsigned, now, as_token=_wants_token(accept))


@routes.get(
    "/v1/certificates/{certificate_id}/credential.jwt",
    policy=(Resource.PROOF, Action.READ),
    response_class=Response,
    responses={200: {"content": {TOKEN_TYPE: {"schema": {"type": "string"}}}}},
)
def read_one_token(certificate_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now) -> Response:
    """The same as JSON Web Token (VC-JOSE-COSE), at an address of its own."""
    return _signed(database, settings, _credential(certificate_id, database, settings, now), now, as_token=True)


@routes.get(
    "/v1/status-lists/{status_list_id}",
    policy=(Resource.PROOF, Action.READ),
    response_class=Response,
    responses=_BOTH_FORMS,
)
def read_one_status_list(
    status_list_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now, accept: Accept = "*/*"
) -> Response:
    """Which of an issuer's credentials are revoked, or suspended, at this second: a Bitstring Status List."""
    unsigned = read_status_list(
        database, status_list_id=expect_id("stl", status_list_id), addresses=addresses_of(settings), now=now
    )
    return _signed(database, settings, unsigned, now, as_token=_wants_token(accept))


def addresses_of(settings: Settings) -> Addresses:
    return Addresses(settings.api_url, settings.storefront_url)


def _credential(certificate_id: str, database: Database, settings: Settings, now: datetime) -> Unsigned:
    wanted = expect_id("crt", certificate_id)
    return read_credential(database, certificate_id=wanted, addresses=addresses_of(settings), now=now)


def _signed(database: Database, settings: Settings, unsigned: Unsigned, now: datetime, *, as_token: bool) -> Response:
    addresses = addresses_of(settings)
    headers = {"Cache-Control": _ASK_AGAIN, "Vary": "Accept"}
    if as_token:
        token = sign_as_token(database, unsigned, addresses=addresses, secret=settings.secret_key, now=now)
        return Response(token, media_type=TOKEN_TYPE, headers=headers)
    document = sign(database, unsigned, addresses=addresses, secret=settings.secret_key, now=now)
    return JSONResponse(document, media_type=_CREDENTIAL_TYPE, headers=headers)


def _did(database: Database, settings: Settings, organisation_id: str | None, now: datetime) -> Response:
    document: Mapping[str, Any] = read_did_document(
        database,
        organisation_id=organisation_id,
        addresses=addresses_of(settings),
        secret=settings.secret_key,
        now=now,
    )
    return _Did(document, headers={"Cache-Control": _KEYS})


def _wants_token(accept: str) -> bool:
    """Whether a token is named and the other form is not: who takes both gets the one that needs no decoding."""
    taken = {part.split(";")[0].strip() for part in accept.lower().split(",")}
    return TOKEN_TYPE in taken and _CREDENTIAL_TYPE not in taken
