"""Trouble on request: what can go wrong with a call, and with the delivery of events."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.ids import new_id

MODES = (
    "hang_before",  # nothing happens, no answer comes
    "apply_then_hang",  # it happens, no answer comes
    "apply_then_500",  # it happens, the answer is lost behind a 500 that is not stored
    "apply_then_reset",  # it happens, the connection is reset
    "cut_body",  # it happens, half of the answer arrives
    "slow",  # it happens, late
    "error_500_before",  # nothing happens, 500, not stored
    "stored_500",  # nothing happens, 500, replayed for as long as the key lives
    "conflict_409",
    "rate_limit_429",
    "unauthorized_401",
    "unavailable_503",
)


@dataclass
class Fault:
    """`match` is "METHOD /path", where * stands for anything. `times` None means until cleared."""

    match: str
    mode: str
    times: int | None = 1
    seconds: float = 30.0
    id: str = field(default_factory=lambda: new_id("_fault"))
    hits: int = 0

    def fits(self, method: str, path: str) -> bool:
        return fnmatchcase(f"{method} {path}", self.match)

    def shown(self) -> dict[str, str | int | float | None]:
        return {
            "id": self.id,
            "match": self.match,
            "mode": self.mode,
            "times": self.times,
            "seconds": self.seconds,
            "hits": self.hits,
        }


class FaultBook:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault that fits this call, counted as used."""
        for fault in self._faults:
            if fault.fits(method, path):
                fault.hits += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None

    def all(self) -> list[Fault]:
        return list(self._faults)

    def clear(self, fault_id: str | None = None) -> None:
        self._faults = [fault for fault in self._faults if fault_id is not None and fault.id != fault_id]


@dataclass
class EventFaults:
    """How deliveries misbehave until changed: lost, repeated, out of order, late."""

    drop: tuple[str, ...] = ()
    """Event types (with *) that are recorded and never delivered."""
    duplicate: int = 0
    """Further copies of each delivery."""
    shuffle: bool = False
    delay_seconds: float = 0.0

    def drops(self, type_: str) -> bool:
        return any(fnmatchcase(type_, pattern) for pattern in self.drop)
