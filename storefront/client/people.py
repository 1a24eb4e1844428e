"""People and their sessions."""

from dataclasses import asdict, dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.account import AskedCode, AskedPasskey, Credential, Health, Me, Passkey, Session, SignedIn
from storefront.shapes.base import Page
from storefront.transport import Download


@dataclass(frozen=True)
class People(Asking):
    """Signing up, in and out; how the market writes to a person."""

    async def sign_up(self, *, email: str, full_name: str, password: str, locale: str) -> None:
        body = {"email": email, "full_name": full_name, "password": password, "locale": locale}
        await self.transport.act("POST", "/v1/accounts", body)

    async def sign_in(self, *, email: str, password: str) -> SignedIn:
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"email": email, "password": password})

    async def sign_in_by_link(self, token: str) -> SignedIn:
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"link_token": token})

    async def ask_code(self, email: str) -> AskedCode:
        return await self.transport.send(AskedCode, "POST", "/v1/sign-in-codes", {"email": email})

    async def sign_in_by_code(self, token: str, digits: str) -> SignedIn:
        proof = {"code_token": token, "code": digits}
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"mailed": proof})

    async def ask_passkey(self) -> AskedPasskey:
        return await self.transport.send(AskedPasskey, "POST", "/v1/passkey-challenges")

    async def sign_in_by_passkey(self, token: str, credential: Credential) -> SignedIn:
        proof = {"challenge_token": token, "credential": asdict(credential)}
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"passkey": proof})

    async def passkeys(self) -> Page[Passkey]:
        return await self.transport.get(Page[Passkey], "/v1/me/passkeys")

    async def ask_new_passkey(self) -> AskedPasskey:
        return await self.transport.send(AskedPasskey, "POST", "/v1/me/passkey-challenges")

    async def add_passkey(self, token: str, name: str, credential: Credential) -> None:
        body = {"challenge_token": token, "name": name, "credential": asdict(credential)}
        await self.transport.act("POST", "/v1/me/passkeys", body)

    async def remove_passkey(self, passkey_id: str) -> None:
        await self.transport.act("DELETE", f"/v1/me/passkeys/{safe(passkey_id)}")

    async def choose_password(self, password: str) -> None:
        await self.transport.act("PUT", "/v1/me/password", {"password": password})

    async def keep_language(self, language: str) -> None:
        await self.transport.act("PATCH", "/v1/me", {"locale": language})

    async def export_me(self) -> Download:
        return await self.transport.download("/v1/me/export")

    async def erase_me(self) -> None:
        await self.transport.act("POST", "/v1/me/erasure")

    async def takes_orders(self) -> bool:
        """Raises ApiUnavailable or ApiRefused where it cannot."""
        return (await self.transport.get(Health, "/healthz")).status == "ok"

    async def sign_out(self) -> None:
        await self.transport.act("DELETE", "/v1/sessions/current")

    async def sessions(self) -> Page[Session]:
        return await self.transport.get(Page[Session], "/v1/sessions")

    async def end_session(self, session_id: str) -> None:
        await self.transport.act("DELETE", f"/v1/sessions/{safe(session_id)}")

    async def me(self) -> Me:
        return await self.transport.get(Me, "/v1/me")
