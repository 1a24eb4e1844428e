"""The pictures of a producer's own goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.pictures import OwnPicture, OwnPictures
from storefront.transport import Upload


@dataclass(frozen=True)
class Pictures(Asking):
    """Bringing pictures, and what is said of them."""

    async def own_pictures(self, product_id: str) -> OwnPictures:
        return await self.transport.get(OwnPictures, _of(product_id))

    async def bring_picture(self, product_id: str, file: Upload, fields: Mapping[str, str]) -> OwnPicture:
        """`fields` are `alt` and, for a picture of people, `consent_by` and `consent_ends_on`."""
        return await self.transport.upload(OwnPicture, _of(product_id), file, fields)

    async def arrange_pictures(self, product_id: str, picture_ids: Sequence[str]) -> None:
        await self.transport.act("PUT", f"{_of(product_id)}/order", {"pictures": list(picture_ids)})

    async def describe_picture(self, product_id: str, picture_id: str, alt: Mapping[str, str]) -> None:
        await self.transport.act("PATCH", f"{_of(product_id)}/{safe(picture_id)}", {"alt": dict(alt)})

    async def take_off_picture(self, product_id: str, picture_id: str) -> None:
        await self.transport.act("DELETE", f"{_of(product_id)}/{safe(picture_id)}")

    async def agree_to_picture(self, product_id: str, picture_id: str, given_by: str, ends_on: str) -> None:
        path = f"{_of(product_id)}/{safe(picture_id)}/consent"
        await self.transport.act("PUT", path, {"given_by": given_by, "ends_on": ends_on})

    async def withdraw_picture(self, product_id: str, picture_id: str) -> None:
        await self.transport.act("DELETE", f"{_of(product_id)}/{safe(picture_id)}/consent")


def _of(product_id: str) -> str:
    return f"/v1/products/{safe(product_id)}/pictures"
