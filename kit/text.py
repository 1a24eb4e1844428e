"""What PostgreSQL's text cannot hold, and what nobody could see."""

import unicodedata

from sqlalchemy.engine import Connection, ExecutionContext

from kit.errors import Invalid


class UnstorableText(Invalid):
    """The text holds a NUL character or half of a surrogate pair."""

    code = "unstorable_text"


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can store `text`: no NUL, and encodable as UTF-8."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_visible(text: str) -> bool:
    """Whether anything of `text` can be seen: not only blanks, marks of direction and joiners."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def refuse_unstorable_text(
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: ExecutionContext | None,
    executemany: bool,
) -> None:
    """Turn what would be a driver error, and so a 500, into a refusal. Listens to `before_cursor_execute`."""
    rows = parameters if executemany and isinstance(parameters, list) else [parameters]
    for row in rows:
        values = row.values() if isinstance(row, dict) else row if isinstance(row, (tuple, list)) else ()
        if any(isinstance(value, str) and not is_storable(value) for value in values):
            raise UnstorableText()
