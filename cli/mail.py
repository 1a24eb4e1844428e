"""`solifair mail`: what goes out by e-mail, and whether it left."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from gateways.mail import Message
from kit.errors import DomainError
from kit.ids import new_id
from market.mails import queries
from market.mails.errors import NoSuchMail
from market.mails.retry_mail import retry_mail
from market.mails.rules import WITH_A_SECRET
from models.enums import MailState

app = typer.Typer(help="Mails: list, show, retry; try the server that takes them.", no_args_is_help=True)
NowOption = Annotated[str | None, typer.Option(help="pretend that it is this moment")]


@app.command("list")
def list_mails(
    state: Annotated[MailState | None, typer.Option(help="only those in this state")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many at most")] = 50,
) -> None:
    """The newest mails."""
    with open_command_tools() as tools, tools.database.reading() as session:
        mails = queries.list_mails(session, state=state, limit=limit)
    if not mails:
        console.print("There is no such mail.")
        return
    table = Table(title="Mails")
    for column in ("mail", "kind", "to", "state", "tries", "asked for", "answer"):
        table.add_column(column, justify="right" if column == "tries" else "left")
    for mail in mails:
        asked = f"{mail.created_at:%Y-%m-%d %H:%M}"
        table.add_row(mail.id, mail.kind, mail.address, mail.state, str(mail.tries), asked, mail.answer)
    print_table(table)


@app.command()
def show(mail_id: str) -> None:
    """One mail: how far it has come, and its text, unless it holds a secret."""
    with open_command_tools() as tools:
        with tools.database.reading() as session:
            mail = queries.find_mail(session, mail_id)
        is_readable = tools.settings.keeps_secrets_of_mails
    if mail is None:
        raise NoSuchMail()
    console.print(f"{mail.id}, {mail.kind}, {mail.state}, {mail.tries} tries", style="bold", highlight=False)
    for name, value in (
        ("to", mail.address),
        ("language", mail.language),
        ("about", mail.about),
        ("asked for", f"{mail.created_at:%Y-%m-%d %H:%M:%S}"),
        ("sent", f"{mail.sent_at:%Y-%m-%d %H:%M:%S}" if mail.sent_at else ""),
        ("answer", mail.answer),
        ("subject", mail.subject),
    ):
        if value:
            console.print(f"{name}: {value}", highlight=False, markup=False)
    if mail.kind not in WITH_A_SECRET or is_readable:
        console.print(f"\n{mail.text}", highlight=False, markup=False, soft_wrap=True)


@app.command()
def retry(mail_id: str, now: NowOption = None) -> None:
    """Try again what was given up, or kept while no server took mail."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        mail = retry_mail(session, mail_id=mail_id, now=moment_or_now(now))
    console.print(f"{mail.id} waits to be sent.", highlight=False)


@app.command("try")
def try_server(to: Annotated[str, typer.Argument(help="an address of yours")]) -> None:
    """Send one mail to yourself now, and say what the server answers."""
    with open_command_tools() as tools:
        if tools.post is None:
            complaints.print("No server takes mail of this market: set SOLIFAIR_SMTP_HOST (docs/mail.md).")
            raise typer.Exit(1)
        words = "This market can send mail."
        message = Message(new_id("mail"), to, "en", words, f"{words}\n", f"<p>{words}</p>\n", moment_or_now(None))
        try:
            answer = tools.post.send(message)
        except DomainError as failure:
            complaints.print(str(failure), highlight=False, markup=False)
            raise typer.Exit(1) from None
    console.print(f"{to}: {answer}", highlight=False)
