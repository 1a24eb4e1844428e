"""`solifair credential`: signed certificates at the shell, and the keys they are signed with."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from certification.credentials.did import did_of
from certification.credentials.distrust_signing_key import distrust_signing_key
from certification.credentials.errors import CredentialRefused, NoSuchIssuer
from certification.credentials.jose import read_token
from certification.credentials.multibase import NotMultibase
from certification.credentials.queries import find_issuer, find_market
from certification.credentials.read import read_credential, sign, sign_as_token
from certification.credentials.rotate_signing_key import rotate_signing_key
from certification.credentials.verify_credential import verify_credential
from certification.structured.certification import Addresses
from cli.tools import console, moment_or_now, open_command_tools

app = typer.Typer(help="Credentials: certificates as signed documents.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a credential: JSON with a proof, or a token")]


@app.command()
def show(
    certificate_id: str,
    as_token: Annotated[bool, typer.Option("--jwt", help="as JSON Web Token")] = False,
    now: At = None,
) -> None:
    """Print a certificate's credential, signed at this moment."""
    at = moment_or_now(now)
    with open_command_tools() as tools:
        settings = tools.settings
        addresses = Addresses(settings.api_url, settings.storefront_url)
        unsigned = read_credential(tools.database, certificate_id=certificate_id, addresses=addresses, now=at)
        signing: Any = sign_as_token if as_token else sign
        signed = signing(tools.database, unsigned, addresses=addresses, secret=settings.secret_key, now=at)
    # Not through the console: it would break long lines.
    typer.echo(signed if as_token else json.dumps(signed, ensure_ascii=False, indent=2))


@app.command()
def verify(
    file: File,
    issuer: Annotated[Path, typer.Option("--did", exists=True, help="the issuer's DID document, as fetched")],
    status: Annotated[
        list[Path] | None, typer.Option("--status", exists=True, help="a status list it names, as fetched; several")
    ] = None,
    now: At = None,
) -> None:
    """Check a credential without network, database or settings; exit code 1 when it proves nothing."""
    lists = {}
    for path in status or []:
        listed = _read(path)
        try:
            lists[_address_of(listed)] = listed
        except NotMultibase:
            raise typer.BadParameter(f"{path} is no status list") from None
    document = _read(issuer)
    if isinstance(document, str):
        raise typer.BadParameter(f"{issuer} is no DID document")
    findings = verify_credential(_read(file), issuer_document=document, status_lists=lists, at=moment_or_now(now))
    if findings:
        raise CredentialRefused(", ".join(findings))
    console.print(f"holds: signed by {document.get('id')}, neither revoked nor suspended", highlight=False)


@app.command("rotate-key")
def rotate_key(
    organisation: Annotated[str, typer.Argument(help="a federation's id, or `market`")],
    compromised: Annotated[
        bool, typer.Option("--compromised", help="others may have the old key: nothing it signed counts any more")
    ] = False,
    named: Annotated[
        str | None,
        typer.Option("--key", help="with --compromised: this key, also one retired before; its id, or its address"),
    ] = None,
    now: At = None,
) -> None:
    """Sign with a new key from now on. What the old one signed stays verifiable, unless it is compromised.

    A key that was retired before can be named: then only what that one signed counts no more.
    """
    if named and not compromised:
        raise typer.BadParameter("--key says which key is --compromised")
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.transaction() as session:
        issuer = find_market(session) if organisation == "market" else find_issuer(session, organisation)
        if issuer is None:
            raise NoSuchIssuer()
        secret = tools.settings.secret_key
        if named:
            key = distrust_signing_key(session, issuer.id, named=named, secret=secret, now=at)
        else:
            key = rotate_signing_key(session, issuer.id, secret=secret, now=at, is_compromised=compromised)
    console.print(f"{did_of(issuer, tools.settings.api_url)}#{key.id}", highlight=False, soft_wrap=True)


def _read(path: Path) -> dict[str, Any] | str:
    """A document or a token."""
    try:
        content = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path} is not text") from None
    if not content.startswith("{"):
        return content
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        raise typer.BadParameter(f"{path} is not JSON") from None
    assert isinstance(read, dict)
    return read


def _address_of(listed: dict[str, Any] | str) -> str:
    """Where a list says that it is from; the check compares it with what is signed. Raises NotMultibase."""
    if isinstance(listed, dict):
        return str(listed.get("id"))
    return str(read_token(listed)[1].get("id"))
