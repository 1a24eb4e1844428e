"""API operations: a method, a path, a shape for the parameters and the function that answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import missing
from sandbox.params import Group, group
from sandbox.store import Body, Record
from sandbox.world import World


@dataclass(frozen=True)
class Call:
    """One checked request. `account` is the connected account it is made for, "" for the platform."""

    world: World
    params: Body
    path: dict[str, str]
    account: str
    base_url: str

    @property
    def expand(self) -> list[str]:
        return list(self.params.get("expand", []))

    def record(self, kind: str, id_: str, param: str = "id") -> Record:
        """An object of the calling account; raises 404 `resource_missing` otherwise."""
        found = self.world.store.find(kind, id_)
        if found is None or found.account != self.account:
            raise missing(kind, id_, param)
        return found


Handler = Callable[[Call], Body]


@dataclass(frozen=True)
class Operation:
    method: str
    template: str
    handler: Handler
    shape: Group = field(default_factory=group)
    is_platform_only: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9_]+)", self.template))


class Router:
    def __init__(self, operations: list[Operation]):
        self._operations = [(operation, operation.pattern) for operation in operations]

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        for operation, pattern in self._operations:
            match = pattern.fullmatch(path)
            if match and operation.method == method:
                return operation, match.groupdict()
        return None
