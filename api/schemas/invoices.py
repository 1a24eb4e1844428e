"""Commission invoices, as the API lists them."""

from api.schemas.base import Out
from market.payouts.invoices.rules import Month, invoice_number


class InvoiceShortOut(Out):
    """An invoice that can be fetched: its month and its number."""

    month: str
    number: str

    @classmethod
    def of(cls, month: Month, *, slug: str) -> "InvoiceShortOut":
        return cls(month=str(month), number=invoice_number(slug, month))


class InvoicesOut(Out):
    """Every commission invoice of an organisation, newest first: one for each month since its first sale."""

    data: list[InvoiceShortOut]
