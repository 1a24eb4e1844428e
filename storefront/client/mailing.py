"""What goes out by e-mail: whether it left, and what it said."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.mails import Mail, WholeMail


@dataclass(frozen=True)
class Mailing(Asking):
    """Mails of the market, one's own, and those of a demonstration."""

    async def mails(self, state: str | None, cursor: str | None) -> Page[Mail]:
        return await self.transport.get(Page[Mail], "/v1/mails", {"state": state, "cursor": cursor})

    async def retry_mail(self, mail_id: str) -> None:
        await self.transport.act("POST", f"/v1/mails/{safe(mail_id)}/retry")

    async def own_mails(self, cursor: str | None) -> Page[Mail]:
        return await self.transport.get(Page[Mail], "/v1/me/mails", {"cursor": cursor})

    async def own_mail(self, mail_id: str) -> WholeMail:
        return await self.transport.get(WholeMail, f"/v1/me/mails/{safe(mail_id)}")

    async def mailbox(self, cursor: str | None) -> Page[Mail]:
        return await self.transport.get(Page[Mail], "/v1/mailbox", {"cursor": cursor})

    async def mail_in_box(self, mail_id: str) -> WholeMail:
        return await self.transport.get(WholeMail, f"/v1/mailbox/{safe(mail_id)}")
