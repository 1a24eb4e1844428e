"""A letter as text and as HTML."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from market.mails.letter import Block, Code, Facts, Letter, Link, Note, Row, Say, Sums

_TEMPLATES = Path(__file__).parent / "templates"
_NARROWEST = 40


def as_html(letter: Letter, lang: str) -> str:
    """A page that loads nothing from anywhere, its styles on its elements as mail programs want them."""
    return _environment().get_template("letter.html").render(letter=letter, lang=lang)


def as_text(letter: Letter) -> str:
    parts = [letter.greeting] if letter.greeting else []
    parts += [_block(block) for block in letter.blocks]
    return "\n\n".join([*parts, f"-- \n{letter.foot}"]) + "\n"


@lru_cache
def _environment() -> Environment:
    # Everything that comes into a template is text: a name that looks like a tag, or like a template, comes out as it
    # was typed.
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _block(block: Block) -> str:
    match block:
        case Say(text) | Note(text):
            return text
        case Code(digits):
            return f"    {digits}"
        case Link(label, url):
            return f"{label}:\n{url}"
        case Facts(pairs):
            return "\n".join(f"{name}: {value}" for name, value in pairs)
        case Sums(heading, rows, total):
            every = (*rows, total) if total is not None else rows
            width = max(_NARROWEST, *(len(row.what) + 2 + len(row.amount) for row in every))
            lines = [_row(row, width) for row in every]
            if total is not None:
                lines.insert(-1, "-" * width)
            return "\n".join([heading, *lines])


def _row(row: Row, width: int) -> str:
    """For or to whom stands below, so that the line fits a narrow window."""
    line = row.what + row.amount.rjust(width - len(row.what))
    return f"{line}\n    {row.whom}" if row.whom else line
