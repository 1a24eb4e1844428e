"""What can be chosen, and the addresses that follow from it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "es", "fr", "pt")
_THIS_MACHINE = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # not bound here, only recognised


@dataclass(frozen=True)
class Choices:
    """`port` is the storefront's; the API takes the next one and the simulated Stripe the one after that.

    `language` is the shop's for visitors who have not chosen one; "" leaves it to their browser.
    `database_url` and `redis_url` name servers of the user's own; None starts embedded ones.
    """

    port: int = 8100
    host: str = "127.0.0.1"
    language: str = ""
    var: Path = ROOT / "var"
    reset: bool = False
    seed: bool = True
    migrate: bool = False
    database_url: str | None = None
    database_owner_url: str | None = None
    redis_url: str | None = None

    @property
    def ports(self) -> dict[str, int]:
        """The TCP ports that will be taken, by who takes them."""
        return {"storefront": self.port, "API": self.port + 1, "simulated Stripe": self.port + 2}

    @property
    def storefront_url(self) -> str:
        """By name where there is one: a passkey belongs to a name, and no browser makes one for a number."""
        return self._url(self.port).replace(f"//{_THIS_MACHINE}:", "//localhost:")

    @property
    def api_url(self) -> str:
        return self._url(self.port + 1)

    @property
    def sandbox_url(self) -> str:
        return self._url(self.port + 2)

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines may reach the market."""
        return self.host not in {"127.0.0.1", "::1", "localhost"}

    def _url(self, port: int) -> str:
        host = _EVERYWHERE.get(self.host, self.host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
