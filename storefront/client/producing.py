"""A producer's own goods: writing them, their prices, their stock, and who else may offer them."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.catalog import OwnProduct
from storefront.shapes.goods import (
    Changes,
    HubGrant,
    HubOffer,
    HubPage,
    OwnProductPage,
    PricePreview,
    Sheet,
    StockAlert,
    StockPage,
    StockWatch,
)
from storefront.transport import Download, Upload


@dataclass(frozen=True)
class Producing(Asking):
    """What a producer does with its goods."""

    async def find_own_products(self, organisation_id: str, query: Mapping[str, str]) -> Page[OwnProduct]:
        return await self.transport.get(Page[OwnProduct], f"{_of(organisation_id)}/products", query)

    async def own_product(self, organisation_id: str, product_id: str) -> OwnProductPage:
        path = f"{_of(organisation_id)}/products/{safe(product_id)}"
        return await self.transport.get(OwnProductPage, path)

    async def create_product(self, organisation_id: str, body: Changes, key: str) -> OwnProductPage:
        path = f"{_of(organisation_id)}/products"
        return await self.transport.send(OwnProductPage, "POST", path, body, key=key)

    async def duplicate_product(self, product_id: str, key: str) -> OwnProductPage:
        path = f"/v1/products/{safe(product_id)}/duplicate"
        return await self.transport.send(OwnProductPage, "POST", path, {}, key=key)

    async def set_tiers(self, product_id: str, solidarity_bps: int, supporter_bps: int) -> None:
        body = {"solidarity_bps": solidarity_bps, "supporter_bps": supporter_bps}
        await self.transport.act("PUT", f"/v1/products/{safe(product_id)}/tiers", body)

    async def edit_product(self, product_id: str, changes: Changes, version: int) -> None:
        await self.transport.act("PATCH", f"/v1/products/{safe(product_id)}", changes, version=version)

    async def add_variant(self, product_id: str, body: Changes, key: str) -> None:
        await self.transport.act("POST", f"/v1/products/{safe(product_id)}/variants", body, key=key)

    async def edit_variant(self, variant_id: str, changes: Changes, version: int) -> None:
        await self.transport.act("PATCH", f"/v1/variants/{safe(variant_id)}", changes, version=version)

    async def set_price(self, variant_id: str, currency: str, amount: int, premium: int | None) -> None:
        path = f"/v1/variants/{safe(variant_id)}/prices/{safe(currency)}"
        await self.transport.act("PUT", path, {"amount": amount, "premium": premium})

    async def set_stock(self, variant_id: str, on_hand: int) -> None:
        await self.transport.act("PUT", f"/v1/variants/{safe(variant_id)}/stock", {"on_hand": on_hand})

    async def change_stock(self, variant_id: str, change: int, key: str) -> None:
        path = f"/v1/variants/{safe(variant_id)}/stock-changes"
        await self.transport.act("POST", path, {"change": change}, key=key)

    async def put_text(self, product_id: str, lang: str, field: str, body: str) -> None:
        path = f"/v1/products/{safe(product_id)}/texts/{safe(lang)}/{safe(field)}"
        await self.transport.act("PUT", path, {"body": body, "origin": "human"})

    async def put_windows(self, product_id: str, windows: list[dict[str, object]]) -> None:
        await self.transport.act("PUT", f"/v1/products/{safe(product_id)}/windows", {"windows": windows})

    async def preview_price(self, organisation_id: str, query: Mapping[str, str | int | None]) -> PricePreview:
        return await self.transport.get(PricePreview, f"{_of(organisation_id)}/price-preview", query)

    async def stock(
        self, organisation_id: str, *, words: str = "", cursor: str | None = None, limit: int = 50
    ) -> StockPage:
        query = {"q": words, "cursor": cursor, "limit": limit}
        return await self.transport.get(StockPage, f"{_of(organisation_id)}/stock", query)

    async def stock_watches(self, organisation_id: str) -> Page[StockWatch]:
        return await self.transport.get(Page[StockWatch], f"{_of(organisation_id)}/stock-watches")

    async def watch_stock(self, organisation_id: str, variant_id: str, threshold: int | None) -> None:
        """Of a variant, or of `all`; None takes the threshold away."""
        path = f"{_of(organisation_id)}/stock-watches/{safe(variant_id)}"
        await self.transport.act("PUT", path, {"threshold": threshold})

    async def stock_alerts(self, organisation_id: str, *, limit: int = 20) -> Page[StockAlert]:
        return await self.transport.get(Page[StockAlert], f"{_of(organisation_id)}/stock-alerts", {"limit": limit})

    async def blank_sheet(self, organisation_id: str, written_as: str) -> Download:
        path = f"{_of(organisation_id)}/sheet"
        return await self.transport.download(path, {"format": written_as})

    async def check_sheet(self, organisation_id: str, file: Upload) -> Sheet:
        return await self.transport.upload(Sheet, f"{_of(organisation_id)}/sheets", file, {})

    async def sheet(self, organisation_id: str, sheet_id: str) -> Sheet:
        return await self.transport.get(Sheet, f"{_of(organisation_id)}/sheets/{safe(sheet_id)}")

    async def apply_sheet(self, organisation_id: str, sheet_id: str) -> Sheet:
        path = f"{_of(organisation_id)}/sheets/{safe(sheet_id)}/apply"
        return await self.transport.send(Sheet, "POST", path)

    async def hub_grants(self, organisation_id: str) -> Page[HubGrant]:
        return await self.transport.get(Page[HubGrant], f"{_of(organisation_id)}/hub-grants")

    async def grant_hub(self, organisation_id: str, body: Changes, key: str) -> None:
        await self.transport.act("POST", f"{_of(organisation_id)}/hub-grants", body, key=key)

    async def answer_hub_grant(self, grant_id: str, answer: str) -> None:
        """`accept` or `end`."""
        await self.transport.act("POST", f"/v1/hub-grants/{safe(grant_id)}/{safe(answer)}")

    async def hub_offers(self, organisation_id: str, cursor: str | None) -> Page[HubOffer]:
        return await self.transport.get(Page[HubOffer], f"{_of(organisation_id)}/hub-offers", {"cursor": cursor})

    async def set_stock_as_hub(self, organisation_id: str, variant_id: str, on_hand: int) -> None:
        path = f"{_of(organisation_id)}/hub-offers/{safe(variant_id)}/stock"
        await self.transport.act("PUT", path, {"on_hand": on_hand})

    async def set_price_as_hub(self, organisation_id: str, variant_id: str, currency: str, amount: int) -> None:
        path = f"{_of(organisation_id)}/hub-offers/{safe(variant_id)}/prices/{safe(currency)}"
        await self.transport.act("PUT", path, {"amount": amount})

    async def hub(self, name: str, cursor: str | None) -> HubPage:
        """A hub as everybody sees it."""
        return await self.transport.get(HubPage, f"/v1/hubs/{safe(name)}", {"cursor": cursor, "limit": 50})


def _of(organisation_id: str) -> str:
    return f"/v1/organisations/{safe(organisation_id)}"
