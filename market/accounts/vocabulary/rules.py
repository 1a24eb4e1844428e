"""What a vocabulary must be: labels in languages, links that lead nowhere back."""

import re
from collections.abc import Mapping

_LANGUAGE = re.compile("^[a-z]{2,3}$")


def language_of(tag: str) -> str | None:
    """`EN` → `en`, `pt-BR` → `pt`; None for what is no language tag."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    return primary if _LANGUAGE.match(primary) else None


def is_address(link: str) -> bool:
    """Whether a link leads to a concept elsewhere, and not to a code of ours."""
    return link.startswith(("http://", "https://"))


def cycle_in(parent_of: Mapping[str, str | None]) -> str | None:
    """A code that is wider than itself along these parents; None when there is none."""
    safe: set[str] = set()
    for start in parent_of:
        walked: list[str] = []
        code: str | None = start
        while code is not None and code not in safe:
            if code in walked:
                return code
            walked.append(code)
            code = parent_of.get(code)
        safe.update(walked)
    return None
