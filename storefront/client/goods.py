"""A producer's goods."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.catalog import OwnProduct
from storefront.shapes.imports import CatalogueImport, ImportRow
from storefront.transport import Download, LargeUpload


@dataclass(frozen=True)
class Goods(Asking):
    """What is for sale."""

    async def imports(self, organisation_id: str) -> Page[CatalogueImport]:
        return await self.transport.get(Page[CatalogueImport], _imports_of(organisation_id))

    async def import_catalogue(
        self, organisation_id: str, file: LargeUpload, *, is_dry_run: bool, decimal_mark: str
    ) -> CatalogueImport:
        fields = {"dry_run": "true" if is_dry_run else "false", "decimal_mark": decimal_mark}
        return await self.transport.upload(CatalogueImport, _imports_of(organisation_id), file, fields)

    async def catalogue_import(self, import_id: str) -> CatalogueImport:
        return await self.transport.get(CatalogueImport, _import(import_id))

    async def import_rows(self, import_id: str, *, outcome: str, cursor: str | None) -> Page[ImportRow]:
        query = {"outcome": outcome, "cursor": cursor, "limit": 50}
        return await self.transport.get(Page[ImportRow], f"{_import(import_id)}/rows", query)

    async def import_problems(self, import_id: str) -> Download:
        return await self.transport.download(f"{_import(import_id)}/problems.csv")

    async def export_catalogue(self, organisation_id: str, code: str) -> Download:
        return await self.transport.download(f"/v1/organisations/{safe(organisation_id)}/catalog-exports/{safe(code)}")

    async def apply_import(self, import_id: str) -> CatalogueImport:
        return await self.transport.send(CatalogueImport, "POST", f"{_import(import_id)}/apply")

    async def cancel_import(self, import_id: str) -> None:
        await self.transport.act("POST", f"{_import(import_id)}/cancel")

    async def explain_columns(self, import_id: str, columns: Mapping[str, str], decimal_mark: str) -> None:
        body = {"columns": dict(columns), "decimal_mark": decimal_mark}
        await self.transport.act("PUT", f"{_import(import_id)}/columns", body)

    async def own_products(
        self, organisation_id: str, cursor: str | None, *, limit: int | None = None
    ) -> Page[OwnProduct]:
        path = f"/v1/organisations/{safe(organisation_id)}/products"
        return await self.transport.get(Page[OwnProduct], path, {"cursor": cursor, "limit": limit})

    async def move_product(self, product_id: str, state: str, version: int) -> None:
        """Put a product on sale (`published`) or take it off the shelf (`draft`)."""
        await self.transport.act("PATCH", f"/v1/products/{safe(product_id)}", {"state": state}, version=version)


def _imports_of(organisation_id: str) -> str:
    return f"/v1/organisations/{safe(organisation_id)}/catalog-imports"


def _import(import_id: str) -> str:
    return f"/v1/catalog-imports/{safe(import_id)}"
