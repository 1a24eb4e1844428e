"""Tasks about mail."""

from kit.log import get_log
from market.mails.mail_code import mail_code
from market.mails.send_mail import send_mail
from market.mails.sweep_mails import sweep_mails
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("mails")


@task(TaskName.SEND_MAIL)
def send_one_mail(tools: Tools, mail_id: str) -> None:
    state = send_mail(tools.database, tools.post, mail_id=mail_id, terms=tools.mail_terms, now=tools.now())
    if state is not None:
        _log.info("mail", mail=mail_id, state=state)


@task(TaskName.MAKE_SIGN_IN_CODE)
def make_sign_in_code(tools: Tools, code_id: str) -> None:
    settings = tools.settings
    with tools.database.transaction() as session:
        mail_code(
            session,
            code_id=code_id,
            secret_key=settings.secret_key,
            storefront_url=settings.storefront_url,
            now=tools.now(),
        )


@task(TaskName.SWEEP_MAILS)
def send_mails_that_wait(tools: Tools) -> None:
    with tools.database.transaction() as session:
        sweep_mails(session, now=tools.now())
