"""The demo's sign-in links and tokens, as `solifair seed links --json` tells them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cli.market_runner.errors import CannotRun


@dataclass(frozen=True)
class SignInLink:
    """Opens the storefront, signed in as one of the demo's people."""

    role: str
    name: str
    url: str


@dataclass(frozen=True)
class Entrances:
    """How to get in: links for people, API tokens by role for programs."""

    links: tuple[SignInLink, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)


def read_entrances(lines: Sequence[str], storefront_url: str) -> Entrances:
    """Read the JSON that the command printed. Raises CannotRun when it is not what was agreed."""
    text = "\n".join(lines)
    try:
        told = json.loads(text[text.index("{") :])
        links = tuple(
            SignInLink(link["role"], link["name"], storefront_url + link["url_path"]) for link in told["links"]
        )
        return Entrances(links, dict(told["tokens"]))
    except (ValueError, KeyError, TypeError):
        raise CannotRun(
            "`solifair seed links --json` did not answer as expected.",
            "This is a fault of Solifair.",
            evidence=lines[-5:],
        ) from None
