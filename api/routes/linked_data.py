"""Products and certificates as linked data, for machines that read schema.org, GS1 or the Data Food Consortium."""

from typing import Any

from starlette.responses import JSONResponse, Response

from api.deps import DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from certification.structured.certification import Addresses
from certification.structured.read import read_certificate_data, read_product_data
from kit.settings import Settings
from market.catalog.errors import NoSuchProduct

routes = Routes(prefix="/v1", tags=["certification"])

# That a certificate is active is said at this second: nobody may repeat it from a copy.
_HEADERS = {"Cache-Control": "public, no-cache"}


class _LinkedData(JSONResponse):
    media_type = "application/ld+json"


@routes.get("/products/{id_or_slug}/linked-data", policy=(Resource.CATALOG, Action.READ), response_class=_LinkedData)
def describe_product(
    id_or_slug: IdPath, database: DatabaseDep, settings: SettingsDep, lang: Lang, now: Now
) -> Response:
    """A product as JSON-LD: `hasCertification` for what others vouch for, `hasClaim` for its producer's own word."""
    wanted = expect_id("prod", id_or_slug)
    with database.reading() as session:
        found = read_product_data(session, wanted, addresses=_addresses(settings), lang=lang, now=now)
    if found is None:
        raise NoSuchProduct()
    return _answer(found)


@routes.get(
    "/certificates/{certificate_id}/linked-data", policy=(Resource.PROOF, Action.READ), response_class=_LinkedData
)
def describe_certificate(certificate_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now) -> Response:
    """A certificate as `schema:Certification` and `gs1:CertificationDetails`, with its status at this second."""
    wanted = expect_id("crt", certificate_id)
    with database.reading() as session:
        return _answer(read_certificate_data(session, wanted, addresses=_addresses(settings), now=now))


def _addresses(settings: Settings) -> Addresses:
    return Addresses(settings.api_url, settings.storefront_url)


def _answer(document: dict[str, Any]) -> Response:
    return _LinkedData(document, headers=_HEADERS)
