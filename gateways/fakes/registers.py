"""Registers in memory."""

from gateways.errors import GatewayUnavailable
from gateways.registers import RegisterEntry
from kit.database import refuse_inside_transaction


class FakeRegisters:
    """Knows what it was told; `silent` schemes do not answer. `asked` keeps what was asked, in order."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], RegisterEntry] = {}
        self.silent: set[str] = set()
        self.asked: list[tuple[str, str]] = []

    def put(self, scheme: str, entry: RegisterEntry) -> None:
        """Write an entry, over an earlier one of the same number."""
        self._entries[scheme, entry.number] = entry

    def remove(self, scheme: str, number: str) -> None:
        self._entries.pop((scheme, number), None)

    def look_up(self, scheme: str, number: str) -> RegisterEntry | None:
        refuse_inside_transaction("a register was asked")
        self.asked.append((scheme, number))
        if scheme in self.silent:
            raise GatewayUnavailable("register", "timeout")
        return self._entries.get((scheme, number))
