"""Statements and receipts in the forms that people read and keep."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.receipts import ToldReceipt
from storefront.shapes.statement_forms import Comparison, Reading, Series
from storefront.transport import Download


@dataclass(frozen=True)
class Statements(Asking):
    async def statement_reading(self, statement_id: str) -> Reading:
        return await self.transport.get(Reading, f"/v1/statements/{safe(statement_id)}/reading")

    async def statement_series(self, statement_id: str) -> Series:
        return await self.transport.get(Series, f"/v1/statements/{safe(statement_id)}/series")

    async def statement_form(self, statement_id: str, form: str) -> Download:
        return await self.transport.download(f"/v1/statements/{safe(statement_id)}/document.{form}")

    async def comparison(self) -> Comparison:
        return await self.transport.get(Comparison, "/v1/comparison")

    async def receipt(self, order_id: str, secret: str | None) -> ToldReceipt:
        return await self.transport.get(ToldReceipt, f"/v1/orders/{safe(order_id)}/receipt", secret=secret)

    async def receipt_file(self, order_id: str, secret: str | None) -> Download:
        return await self.transport.download(f"/v1/orders/{safe(order_id)}/receipt.pdf", secret=secret)
