"""Every screen has its reviewed references: three pictures and a note, and there is no picture of any other."""

from tests.browser.references import FOLDER, INDEX, MOST_BYTES, REFERENCED, ROLES, WIDTHS, file_of, notes

_MOST_BYTES_OF_ALL = 4_000_000


def test_each_screen_has_its_three_references_and_nothing_else_has() -> None:
    asked = {file_of(screen, width) for screen in REFERENCED for width in WIDTHS}
    assert len(asked) == len(REFERENCED) * len(WIDTHS), "two screens share a file"
    assert {path.name for path in FOLDER.iterdir() if path != INDEX} == asked


def test_each_screen_was_looked_at() -> None:
    seen = notes()
    assert sorted(seen) == sorted(REFERENCED)
    assert [screen for screen, note in seen.items() if not note] == []
    assert set(REFERENCED.values()) == set(ROLES)


def test_the_index_shows_what_there_is() -> None:
    shown = INDEX.read_text()
    assert [path.name for path in FOLDER.glob("*.webp") if f"({path.name})" not in shown] == []


def test_references_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.webp")}
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []
    assert sum(sizes.values()) <= _MOST_BYTES_OF_ALL
