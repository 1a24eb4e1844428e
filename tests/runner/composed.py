"""Reads `docker-compose.yml` as Compose would, as far as running its commands needs."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")


class Unset(Exception):
    """A variable that must be given was not: `${NAME:?why}`."""


def read_compose_file() -> dict[str, Any]:
    """The file as it stands, with its anchors resolved and its variables not."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found


def filled(text: str, given: Mapping[str, str]) -> str:
    """`text` with its variables replaced, `$$` a dollar. Raises Unset."""

    def value(variable: re.Match[str]) -> str:
        name, operator, rest = variable.groups()
        if given.get(name):
            return given[name]
        if operator == "?":
            raise Unset(f"{name}: {rest}")
        return rest or ""

    return "$".join(_VARIABLE.sub(value, part) for part in text.split("$$"))


def environment_of(service: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """What the service's process finds in its environment."""
    return {name: filled(str(value), given) for name, value in service.get("environment", {}).items()}


def command_of(service: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    return [filled(word, given) for word in service["command"]]
