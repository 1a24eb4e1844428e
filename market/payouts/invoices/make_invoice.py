"""Make the market's commission invoice for a month. Made again, it is the same: it follows from what was booked."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.errors import NoSuchOrganisation
from market.payouts.invoices import queries
from market.payouts.invoices.errors import BadInvoiceMonth, InvoiceDiffersFromLedger, MonthNotOver, NoSuchInvoice
from market.payouts.invoices.rules import Month, PartyFact, invoice_document, months_until
from market.payouts.periods.rules.records import Record, canonical_line


@dataclass(frozen=True)
class Invoice:
    """The document, and its canonical text (RFC 8785), of which the hash is."""

    number: str
    month: Month
    document: Record
    text: str

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


def make_invoice(session: Session, *, organisation: str, month: str, now: datetime) -> Invoice:
    """The invoice of an organisation, named by id or slug, for a month that is over.

    Raises BadInvoiceMonth, NoSuchOrganisation, NoSuchInvoice before the first sale, MonthNotOver, and
    InvoiceDiffersFromLedger rather than invoice what the books do not say.
    """
    wanted = _month(month)
    customer = _customer(session, organisation)
    if wanted not in list_months(session, customer.id, now=now):
        raise MonthNotOver(month) if wanted >= Month.of(now.date()) else NoSuchInvoice()
    wrong = queries.find_difference(session, customer.id, wanted)
    if wrong is not None:
        raise InvoiceDiffersFromLedger(wrong.subject_id, wrong.account, wrong.stated_minor, wrong.booked_minor)
    document = invoice_document(
        month=wanted,
        issuer=queries.get_issuer(session),
        customer=customer,
        charges=queries.list_charges(session, customer.id, wanted),
        credits=queries.list_credits(session, customer.id, wanted),
        dues=queries.list_dues(session, customer.id, wanted),
    )
    return Invoice(str(document["number"]), wanted, document, canonical_line(document))


def list_months(session: Session, organisation_id: str, *, now: datetime) -> list[Month]:
    """The months that an organisation is invoiced for, newest first: every one from its first sale on that is over."""
    first = queries.find_first_sale(session, organisation_id)
    return [] if first is None else months_until(Month.of(first.date()), Month.of(now.date()))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise BadInvoiceMonth(text) from None


def _customer(session: Session, name: str) -> PartyFact:
    customer = queries.find_customer(session, name)
    if customer is None:
        raise NoSuchOrganisation()
    return customer
