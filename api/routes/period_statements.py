"""An organisation's account over any days, and the market's commission invoices, as files."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import Path as FromPath
from fastapi import Query
from starlette.responses import Response, StreamingResponse

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.invoices import InvoiceShortOut, InvoicesOut
from market.payouts.invoices import queries
from market.payouts.invoices.invoice_page import InvoiceFormat, invoice_page
from market.payouts.invoices.make_invoice import list_months, make_invoice
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.write_statement import StatementFormat, write_statement

routes = Routes(prefix="/v1/organisations/{organisation_id}", tags=["period_statements"])

_CHUNK_BYTES = 64 * 1024


@routes.get("/account", policy=(Resource.MONEY, Action.READ), response_class=Response)
def read_account(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    lang: Lang,
    first_day: Annotated[date, Query(alias="from", description="First day, in UTC")],
    end_day: Annotated[date, Query(alias="to", description="Day after the last")],
    format: Annotated[  # noqa: A002  # the word of the query
        StatementFormat, Query(description="`pdf` shows the sums and the first of each long list; the others have all")
    ] = StatementFormat.JSON,
) -> Response:
    """One's organisation's account: opening balances, every line sold with each share taken and its rule, refunds,
    top-ups, holds, payouts, every movement, closing balances.

    It equals the books or is refused. The header `Solifair-Content-SHA256` is the hash of the content, which is the
    same in every format and stands in each file.
    """
    own_organisation(caller, organisation_id)
    # Written to disk first: what does not equal the books is refused before the first byte of it has left, and a slow
    # reader keeps no connection to the database.
    with tempfile.TemporaryDirectory(prefix="solifair-account-") as folder:
        out = Path(folder) / "statement"
        written = write_statement(
            database,
            organisation=organisation_id,
            period=Period(first_day, end_day),
            written_as=format,
            lang=lang,
            out=out,
        )
        size = out.stat().st_size
        # Opened before its name is gone: nothing is left behind, whatever becomes of the answer.
        file = out.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="{written.name}"',
        "Content-Length": str(size),
        "Solifair-Content-SHA256": written.sha256,
    }
    return StreamingResponse(_streamed(file), media_type=written.media_type, headers=headers)


@routes.get("/commission-invoices", policy=(Resource.MONEY, Action.READ))
def list_invoices(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> InvoicesOut:
    """The market's commission invoices to one's organisation, newest first: one for every month that is over."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        customer = queries.find_customer(session, organisation_id)
        assert customer is not None  # somebody who belongs to it is asking
        months = list_months(session, organisation_id, now=now)
    return InvoicesOut(data=[InvoiceShortOut.of(month, slug=customer.slug) for month in months])


@routes.get("/commission-invoices/{month}", policy=(Resource.MONEY, Action.READ), response_class=Response)
def read_invoice(
    organisation_id: IdPath,
    month: Annotated[str, FromPath(max_length=7, description="Calendar month, e.g. 2026-11")],
    caller: CallerDep,
    database: DatabaseDep,
    lang: Lang,
    now: Now,
    format: Annotated[InvoiceFormat, Query()] = InvoiceFormat.JSON,  # noqa: A002  # the word of the query
) -> Response:
    """What the market charged in a month, with VAT by its rule, credit notes for refunds, and what was kept for
    others. It equals the books or is refused."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        invoice = make_invoice(session, organisation=organisation_id, month=month, now=now)
    is_pdf = format is InvoiceFormat.PDF
    return Response(
        invoice_page(invoice, lang=lang) if is_pdf else invoice.text.encode(),
        media_type="application/pdf" if is_pdf else "application/json",
        headers={
            "Content-Disposition": f'attachment; filename="solifair-commission-{invoice.number}.{format}"',
            "Solifair-Content-SHA256": invoice.sha256.hex(),
        },
    )


def _streamed(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
