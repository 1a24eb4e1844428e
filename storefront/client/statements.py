"""Statements and receipts: asked for, read, and in the forms that people keep."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.goods import Changes
from storefront.shapes.impact import Statement, StatementLine
from storefront.shapes.own_facts import Consent, OwnFacts
from storefront.shapes.receipts import ToldReceipt
from storefront.shapes.statement_forms import Comparison, Reading, Series
from storefront.transport import Bytes, Download, Query


@dataclass(frozen=True)
class Statements(Asking):
    """A guest's secret opens the statement of their order; public statements need none."""

    async def statements(self, query: Query) -> Page[StatementLine]:
        return await self.transport.get(Page[StatementLine], "/v1/statements", query)

    async def own_statements(self, cursor: str | None) -> Page[StatementLine]:
        return await self.transport.get(Page[StatementLine], "/v1/statements/own", {"cursor": cursor})

    async def ask_statement(
        self, body: Mapping[str, object], key: str | None = None, secret: str | None = None
    ) -> StatementLine:
        return await self.transport.send(StatementLine, "POST", "/v1/statements", body, key=key, secret=secret)

    async def cancel_statement(self, statement_id: str, secret: str | None) -> None:
        await self.transport.act("POST", f"{_one(statement_id)}/cancel", secret=secret)

    async def statement(self, statement_id: str, secret: str | None) -> Statement:
        return await self.transport.get(Statement, _one(statement_id), secret=secret)

    async def statement_document(self, statement_id: str, secret: str | None) -> Bytes:
        """The signed document, byte for byte."""
        return await self.transport.fetch(f"{_one(statement_id)}/document", secret=secret)

    async def statement_inclusion(self, statement_id: str, order: str, secret: str | None) -> Bytes:
        """The facts of one order with their Merkle paths; `order` is its reference, not its id."""
        return await self.transport.fetch(f"{_one(statement_id)}/inclusion", {"order": order}, secret=secret)

    async def statement_reading(self, statement_id: str, secret: str | None) -> Reading:
        return await self.transport.get(Reading, f"{_one(statement_id)}/reading", secret=secret)

    async def statement_series(self, statement_id: str, secret: str | None) -> Series:
        return await self.transport.get(Series, f"{_one(statement_id)}/series", secret=secret)

    async def statement_form(self, statement_id: str, form: str, secret: str | None) -> Download:
        return await self.transport.download(f"{_one(statement_id)}/document.{form}", secret=secret)

    async def statement_facts(self, statement_id: str, secret: str | None) -> Download:
        return await self.transport.download(f"{_one(statement_id)}/inputs", secret=secret)

    async def own_facts(self, organisation_id: str) -> OwnFacts:
        return await self.transport.get(OwnFacts, f"/v1/organisations/{safe(organisation_id)}/facts")

    async def state_facts(self, organisation_id: str, changes: Changes, version: int) -> None:
        """None takes a number away. `version` is that of the facts that were read."""
        await self.transport.act("PATCH", f"/v1/organisations/{safe(organisation_id)}/facts", changes, version=version)

    async def newest_consent(self, organisation_id: str, subject: str) -> Page[Consent]:
        asked: Query = {"subject": subject, "limit": 1}
        return await self.transport.get(Page[Consent], f"/v1/organisations/{safe(organisation_id)}/consents", asked)

    async def give_consent(self, organisation_id: str, subject: str, given_by: str, ends_on: str, key: str) -> None:
        body = {"subject": subject, "given_by": given_by, "ends_on": ends_on}
        await self.transport.act("POST", f"/v1/organisations/{safe(organisation_id)}/consents", body, key=key)

    async def withdraw_consent(self, organisation_id: str, consent_id: str) -> None:
        path = f"/v1/organisations/{safe(organisation_id)}/consents/{safe(consent_id)}/withdraw"
        await self.transport.act("POST", path)

    async def comparison(self) -> Comparison:
        return await self.transport.get(Comparison, "/v1/comparison")

    async def receipt(self, order_id: str, secret: str | None) -> ToldReceipt:
        return await self.transport.get(ToldReceipt, f"/v1/orders/{safe(order_id)}/receipt", secret=secret)

    async def receipt_file(self, order_id: str, secret: str | None) -> Download:
        return await self.transport.download(f"/v1/orders/{safe(order_id)}/receipt.pdf", secret=secret)


def _one(statement_id: str) -> str:
    return f"/v1/statements/{safe(statement_id)}"
