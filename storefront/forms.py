"""Reading what a form sent: trimmed, bounded text, and files that are really there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_urlsafe

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from storefront.transport import ApiRefused, FieldProblem, LargeUpload, Upload

# An order has up to a hundred lines, and a refund asks three things of each.
_MOST_FIELDS = 500
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_CATALOGUE = 50 * 1024 * 1024


async def read_form(request: Request) -> FormData:
    """The form of a request. Raises HTTPException 400 when it cannot be read."""
    return await request.form(max_fields=_MOST_FIELDS, max_files=2, max_part_size=64 * 1024)


def text(form: FormData, name: str, limit: int = 200) -> str:
    """A field's text, trimmed and cut at `limit`; empty when it is missing. NUL characters go, and a line ends with one
    character, as browsers count it."""
    value = form.get(name)
    return value.replace("\0", "").replace("\r\n", "\n").strip()[:limit] if isinstance(value, str) else ""


def whole_number(form: FormData, name: str, otherwise: int) -> int:
    """A whole number of up to three digits, else `otherwise`."""
    value = text(form, name, 4)
    return int(value) if value.isdecimal() and value.isascii() and len(value) <= 3 else otherwise


def read_day(text: str) -> date | None:
    """The day that was typed, if it is one before the last that there is."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found < date.max else None


async def file(form: FormData, name: str) -> Upload | None:
    """The uploaded file, or None when none was chosen. Raises HTTPException 413 when it is too large."""
    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    content = await value.read(LARGEST_FILE + 1)
    await value.close()
    if len(content) > LARGEST_FILE:
        raise HTTPException(413, "The file is too large.")
    return value.filename[-120:], content, value.content_type or "application/octet-stream"


async def large_file(form: FormData, name: str) -> LargeUpload | None:
    """The same of a catalogue, which may be large and is not held whole."""
    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    if (value.size or 0) > LARGEST_CATALOGUE:
        raise HTTPException(413, "The file is too large.")
    return value.filename[-120:], value.file, value.content_type or "application/octet-stream"


def new_key() -> str:
    """An Idempotency-Key for a form: whoever sends the form twice has done one thing."""
    return token_urlsafe(18)


@dataclass(frozen=True)
class Complaints:
    """What is wrong with a form: one message for all of it, and one for each field."""

    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """Which form of a page was refused, why, and what had been typed into it. Nothing typed is lost.

    A page has many forms, so each is named by its act and by what it acts on: `ship-pcl_1`.
    """

    at: str = ""
    message: str = ""
    status: int = 200
    code: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def why(self, at: str) -> str:
        """What to say at this form; empty when it was not the one."""
        return self.message if self.at == at else ""

    def typed(self, at: str, name: str, otherwise: str = "") -> str:
        """What stands in a field of this form."""
        return self.given.get(name, "") if self.at == at else otherwise


def typed_texts(form: FormData) -> dict[str, str]:
    """Every text field of a form, as it is shown again."""
    return {name: text(form, name, 5000) for name in form}


def complaints(error: ApiRefused, message: str, detail: Callable[[FieldProblem], str]) -> Complaints:
    """Sort a refusal by form field: the last step of each JSON pointer is the field's name."""
    return Complaints(message, {one.pointer.rpartition("/")[2]: detail(one) for one in error.errors})


def version_of(form: FormData) -> int:
    """The version that the form was written from; 0, which no product has, where it says none."""
    seen = text(form, "version", 9)
    return int(seen) if seen.isascii() and seen.isdecimal() else 0
