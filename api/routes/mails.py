"""What goes out by e-mail: whether it left, for operators; one's own, to read; all of it, where everything is
invented."""

from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.mails import MailOut, WholeMailOut
from kit.settings import Mode, Settings
from market.mails import queries
from market.mails.errors import NoSuchMail
from market.mails.retry_mail import retry_mail
from models.enums import MailState

routes = Routes(prefix="/v1", tags=["mails"])


@routes.get("/mails", policy=(Resource.MAIL, Action.REVIEW))
def list_mails(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[MailState | None, Query(description="Only those in this state")] = None,
) -> Page[MailOut]:
    """Every mail of the market, newest first, without its words: those are for whoever got it."""
    asked = IdList(settings, f"mails/{state}", page)
    with database.reading() as session:
        rows = queries.list_mails(session, state=state, before=asked.before, limit=asked.limit)
    return asked.answer(rows, MailOut.of)


@routes.get("/mails/{mail_id}", policy=(Resource.MAIL, Action.REVIEW))
def read_mail(mail_id: IdPath, database: DatabaseDep) -> MailOut:
    """How far a mail has come."""
    with database.reading() as session:
        mail = queries.find_mail(session, expect_id("mail", mail_id))
    if mail is None:
        raise NoSuchMail()
    return MailOut.of(mail)


@routes.post("/mails/{mail_id}/retry", policy=(Resource.MAIL, Action.UPDATE))
def retry(mail_id: IdPath, database: DatabaseDep, now: Now) -> MailOut:
    """Try a mail again that was given up, or kept while no server took mail."""
    with database.transaction() as session:
        return MailOut.of(retry_mail(session, mail_id=expect_id("mail", mail_id), now=now))


@routes.get("/me/mails", policy=(Resource.MAIL, Action.LIST))
def list_own_mails(caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[MailOut]:
    """What the market wrote to oneself, newest first; without the codes that sign in."""
    asked = IdList(settings, "me/mails", page)
    with database.reading() as session:
        rows = queries.list_own(session, person_id=caller.require_person(), before=asked.before, limit=asked.limit)
    return asked.answer(rows, MailOut.of)


@routes.get("/me/mails/{mail_id}", policy=(Resource.MAIL, Action.READ))
def read_own_mail(mail_id: IdPath, caller: CallerDep, database: DatabaseDep) -> WholeMailOut:
    """One mail to oneself, with its words."""
    with database.reading() as session:
        mail = queries.find_own(session, expect_id("mail", mail_id), person_id=caller.require_person())
    if mail is None:
        raise NoSuchMail()
    return WholeMailOut.of(mail)


@routes.get("/mailbox", policy=(Resource.MAILBOX, Action.READ))
def list_mailbox(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[MailOut]:
    """Every mail of a demonstration, whose people are invented. There is no such thing in production."""
    _only_where_invented(settings)
    asked = IdList(settings, "mailbox", page)
    with database.reading() as session:
        rows = queries.list_mails(session, before=asked.before, limit=asked.limit)
    return asked.answer(rows, MailOut.of)


@routes.get("/mailbox/{mail_id}", policy=(Resource.MAILBOX, Action.READ))
def read_mailbox(mail_id: IdPath, database: DatabaseDep, settings: SettingsDep) -> WholeMailOut:
    """One mail of a demonstration, with its words."""
    _only_where_invented(settings)
    with database.reading() as session:
        mail = queries.find_mail(session, expect_id("mail", mail_id))
    if mail is None:
        raise NoSuchMail()
    return WholeMailOut.of(mail)


def _only_where_invented(settings: Settings) -> None:
    if settings.mode is Mode.PRODUCTION:
        raise NoSuchMail()
