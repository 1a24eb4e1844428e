"""A producer's goods."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.catalog import OwnProduct
from storefront.shapes.desk import ImportReport
from storefront.transport import Upload


@dataclass(frozen=True)
class Goods(Asking):
    """What is for sale."""

    async def imports(self, organisation_id: str) -> Page[ImportReport]:
        path = f"/v1/organisations/{safe(organisation_id)}/catalog-imports"
        return await self.transport.get(Page[ImportReport], path)

    async def import_catalogue(self, organisation_id: str, file: Upload, *, is_dry_run: bool) -> ImportReport:
        path = f"/v1/organisations/{safe(organisation_id)}/catalog-imports"
        return await self.transport.upload(ImportReport, path, file, {"dry_run": "true" if is_dry_run else "false"})

    async def own_products(
        self, organisation_id: str, cursor: str | None, *, limit: int | None = None
    ) -> Page[OwnProduct]:
        path = f"/v1/organisations/{safe(organisation_id)}/products"
        return await self.transport.get(Page[OwnProduct], path, {"cursor": cursor, "limit": limit})

    async def move_product(self, product_id: str, state: str, version: int) -> None:
        """Put a product on sale (`published`) or take it off the shelf (`draft`)."""
        await self.transport.act("PATCH", f"/v1/products/{safe(product_id)}", {"state": state}, version=version)
