"""The market's directory of organisations, for other directories and maps to read."""

from collections.abc import Iterator
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.deps import DatabaseDep, IdPath, Lang, LimiterDep, Now, SettingsDep, client_network, expect_id
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.directories import MurmurationsOut, MurmurationsProfileOut
from api.streaming import streamed
from kit.reads import KEEP_A_MINUTE
from kit.settings import Settings
from market.accounts.directories.directory_queries import fingerprint_entries
from market.accounts.directories.murmurations import murmurations_profile
from market.accounts.directories.read_directory import read_directory, read_entry
from market.accounts.directories.serialised import write_json_ld, write_turtle
from market.accounts.directories.statements import Directory
from models.enums import OrganisationKind

routes = Routes(prefix="/v1", tags=["exports"])

_READ = (Resource.PRODUCER, Action.READ)


@routes.get("/directory", policy=_READ, response_class=StreamingResponse)
def read_json_ld(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, lang: Lang, now: Now
) -> Response:
    """Every organisation of the market in ESSGlobal's words, as JSON-LD."""
    limiter.count(Zone.FEED, client_network(request))
    with database.reading() as session:
        fingerprint = fingerprint_entries(session, lang=lang, at=now)

    def write() -> Iterator[bytes]:
        return write_json_ld(read_directory(database, lang=lang, at=now), _directory(settings))

    return streamed(request, f"jsonld-{lang}-{fingerprint}", "application/ld+json", write)


@routes.get("/directory.ttl", policy=_READ, response_class=StreamingResponse)
def read_turtle(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, lang: Lang, now: Now
) -> Response:
    """The same statements as Turtle."""
    limiter.count(Zone.FEED, client_network(request))
    with database.reading() as session:
        fingerprint = fingerprint_entries(session, lang=lang, at=now)

    def write() -> Iterator[bytes]:
        return write_turtle(read_directory(database, lang=lang, at=now), _directory(settings))

    return streamed(request, f"turtle-{lang}-{fingerprint}", "text/turtle; charset=utf-8", write)


@routes.get("/murmurations", policy=_READ)
def list_profiles(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, lang: Lang, now: Now
) -> MurmurationsOut:
    """The addresses of all profiles, to be handed to a Murmurations index."""
    limiter.count(Zone.FEED, client_network(request))
    entries = read_directory(database, lang=lang, at=now)
    return MurmurationsOut(
        profile_urls=[
            f"{settings.api_url}/v1/producers/{entry.id}/murmurations"
            for entry in entries
            if entry.kind is OrganisationKind.PRODUCER
        ]
    )


@routes.get(
    "/producers/{id_or_slug}/murmurations",
    policy=_READ,
    # An empty field would not be valid.
    response_model_exclude_none=True,
)
def read_profile(
    id_or_slug: IdPath, response: Response, database: DatabaseDep, settings: SettingsDep, lang: Lang, now: Now
) -> MurmurationsProfileOut:
    """A producer's profile, `organizations_schema-v1.0.0`."""
    entry = read_entry(database, name=expect_id("org", id_or_slug), lang=lang, at=now)
    response.headers["Cache-Control"] = KEEP_A_MINUTE
    return MurmurationsProfileOut.model_validate(asdict(murmurations_profile(entry, _directory(settings))))


def _directory(settings: Settings) -> Directory:
    return Directory(settings.api_url, settings.storefront_url)
