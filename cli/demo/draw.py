"""Draws every picture of the demo market again: `python -m cli.demo.draw`."""

from pathlib import Path

from cli.demo.content import PICTURE_FOLDER
from cli.demo.drawing import cloth, drinks, household, larder, places

DRAWINGS = drinks.DRAWINGS | larder.DRAWINGS | cloth.DRAWINGS | household.DRAWINGS | places.DRAWINGS


def draw_all(folder: Path = PICTURE_FOLDER) -> list[Path]:
    """Writes one SVG per product and one per producer's place; the same names give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in DRAWINGS.items():
        file = folder / f"{name}.svg"
        file.write_text(draw(name).svg(), encoding="utf-8")
        written.append(file)
    return written


if __name__ == "__main__":
    draw_all()
