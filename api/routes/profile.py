"""What one's own organisation says of itself, in which words, and who agreed that the public sees it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, IfMatch, Now, SettingsDep, expect_id, require_version
from api.errors import RepeatedThing
from api.idempotency import IdempotentDep
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import LanguageCode
from api.schemas.product_parts import TextIn
from api.schemas.profile import ConsentIn, ConsentOut, FactsIn, FactsOut, StatedValuesIn
from certification.networks.queries import is_steward
from kit.database import Session
from market.accounts.errors import NoSuchOrganisation
from market.accounts.profile import queries
from market.accounts.profile.edit_facts import edit_facts
from market.accounts.profile.errors import NotASteward
from market.accounts.profile.give_consent import give_consent
from market.accounts.profile.state_values import state_values
from market.accounts.profile.take_story_away import take_story_away
from market.accounts.profile.tell_story import tell_story
from market.accounts.profile.withdraw_consent import withdraw_consent
from market.accounts.texts.queries import list_texts
from models.enums import ConsentSubject
from models.organisations import Consent, Organisation

routes = Routes(prefix="/v1", tags=["accounts"])

LangPath = Annotated[LanguageCode, Path()]
StoryField = Literal["short_line", "story", "premium_use"]
_UPDATE = (Resource.ORGANISATION, Action.UPDATE)
_TEXT = "/organisations/{organisation_id}/texts/{lang}/{field}"


@routes.get("/organisations/{organisation_id}/facts", policy=(Resource.ORGANISATION, Action.READ))
def read_facts(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, response: Response) -> FactsOut:
    """What your organisation says of itself, also what the public does not see. The ETag is its version."""
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        organisation = session.get(Organisation, wanted)
        if organisation is None:
            raise NoSuchOrganisation()
        answer = _out(session, organisation)
    response.headers["ETag"] = f'"{answer.version}"'
    return answer


@routes.patch("/organisations/{organisation_id}/facts", policy=_UPDATE)
def update_facts(
    organisation_id: IdPath,
    body: FactsIn,
    caller: CallerDep,
    database: DatabaseDep,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> FactsOut:
    """Say what your organisation is. A head count carries today's date; nobody sees it without a consent."""
    changes = body.changes
    with database.transaction() as session:
        organisation = _lock(session, caller, organisation_id)
        require_version(if_match, organisation.version)
        edit_facts(session, organisation, changes=changes, now=now)
        answer = _out(session, organisation)
    response.headers["ETag"] = f'"{answer.version}"'
    return answer


@routes.put("/organisations/{organisation_id}/values", policy=_UPDATE)
def put_values_of(
    organisation_id: IdPath, body: StatedValuesIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> FactsOut:
    """Say what your organisation stands for, in its own words. Replaces what it said before."""
    if len({(value.kind, value.code) for value in body.values}) < len(body.values):
        raise RepeatedThing()
    with database.transaction() as session:
        organisation = _lock(session, caller, organisation_id)
        state_values(session, organisation, values=[value.value for value in body.values], now=now)
        return _out(session, organisation)


@routes.put(_TEXT, policy=_UPDATE)
def put_story(
    organisation_id: IdPath,
    lang: LangPath,
    field: StoryField,
    body: TextIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> FactsOut:
    """Tell who you are. The first language of a text is the original; a machine never writes over a person."""
    with database.transaction() as session:
        organisation = _lock(session, caller, organisation_id)
        tell_story(
            session,
            organisation,
            field=field,
            lang=lang,
            body=body.body,
            origin=body.origin,
            market_country=settings.market_country,
            now=now,
        )
        return _out(session, organisation)


@routes.delete(_TEXT, policy=_UPDATE)
def remove_story(
    organisation_id: IdPath, lang: LangPath, field: StoryField, caller: CallerDep, database: DatabaseDep
) -> FactsOut:
    """Take a text in one language away."""
    with database.transaction() as session:
        organisation = _lock(session, caller, organisation_id)
        take_story_away(session, organisation, field=field, lang=lang)
        return _out(session, organisation)


@routes.get("/organisations/{organisation_id}/consents", policy=(Resource.CONSENT, Action.LIST))
def list_consents(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    now: Now,
    subject: Annotated[ConsentSubject | None, Query(description="Only those to this")] = None,
) -> Page[ConsentOut]:
    """Consents to what the public sees of your organisation, newest first, also those that ended."""
    wanted = own_organisation(caller, organisation_id)
    listed = IdList(settings, f"consents {wanted} {subject or ''}", page)
    with database.reading() as session:
        rows = queries.list_consents(
            session, organisation_id=wanted, subject=subject, before=listed.before, limit=listed.limit
        )
    return listed.answer(rows, lambda consent: ConsentOut.of(consent, today=now.astimezone(UTC).date()))


@routes.post(
    "/organisations/{organisation_id}/consents",
    policy=(Resource.CONSENT, Action.CREATE),
    status_code=201,
    response_model=ConsentOut,
)
def give(
    organisation_id: IdPath,
    body: ConsentIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Write down that somebody agreed that the public sees a figure or a photo, until a last day."""
    assert caller.person_id is not None
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        organisation = _lock(session, caller, organisation_id)
        consent = give_consent(
            session,
            organisation_id=organisation.id,
            subject=body.subject,
            media_id=body.media_id,
            given_by=body.given_by,
            ends_on=body.ends_on,
            person_id=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, _consent_out(consent, now))


@routes.post(
    "/organisations/{organisation_id}/consents/{consent_id}/withdraw", policy=(Resource.CONSENT, Action.UPDATE)
)
def withdraw(
    organisation_id: IdPath, consent_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now
) -> ConsentOut:
    """Take a consent back: the figure or photo disappears from public pages, and the trace of it stays."""
    assert caller.person_id is not None
    with database.transaction() as session:
        organisation = _lock(session, caller, organisation_id)
        consent = withdraw_consent(
            session,
            consent_id=expect_id("cns", consent_id),
            organisation_id=organisation.id,
            person_id=caller.person_id,
            now=now,
        )
        return _consent_out(consent, now)


def _lock(session: Session, caller: Caller, organisation_id: str) -> Organisation:
    """The organisation that the caller speaks for, locked. Raises NoSuchOrganisation, NotASteward."""
    wanted = own_organisation(caller, organisation_id)
    organisation = queries.lock_organisation(session, wanted)
    if organisation is None:
        raise NoSuchOrganisation()
    if not is_steward(session, person_id=caller.person_id, organisation_id=wanted):
        raise NotASteward()
    return organisation


def _out(session: Session, organisation: Organisation) -> FactsOut:
    return FactsOut.of(organisation, list_texts(session, organisation.id), queries.list_links(session, organisation.id))


def _consent_out(consent: Consent, now: datetime) -> ConsentOut:
    return ConsentOut.of(consent, today=now.astimezone(UTC).date())
