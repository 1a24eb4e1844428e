"""The demo's drawings are there, small, safe to put into a page, all different, and reproducible."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.demo.content import PICTURE_FOLDER, load_content, picture_of
from cli.demo.draw import draw_all

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = sorted(PICTURE_FOLDER.glob("*.svg"))
ALLOWED = {
    "svg": {"viewBox"},
    "rect": {"width", "height", "fill"},
    "path": {
        "d", "fill", "opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray",
    },
    "ellipse": {"cx", "cy", "rx", "ry", "fill", "transform"},
}  # fmt: skip


def test_each_product_and_each_place_has_one_picture_and_nothing_else_lies_there() -> None:
    content = load_content()
    wanted = {picture_of(product.slug) for _, product in content.products}
    wanted |= {picture_of(f"org-{producer.slug}") for producer in content.producers}
    assert set(PICTURE_FOLDER.iterdir()) == wanted


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_a_picture_is_small_and_holds_shapes_only(file: Path) -> None:
    raw = file.read_bytes()
    assert len(raw) < 8000
    root = ElementTree.fromstring(raw)
    assert root.get("viewBox") == "0 0 800 600"
    assert len(root) >= 10, "too few marks to be a picture"
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        assert name in ALLOWED, f"<{name}>"
        assert set(element.attrib) <= ALLOWED[name], f"<{name}> with {set(element.attrib) - ALLOWED[name]}"
        fill = element.get("fill", "none")
        assert fill == "none" or re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", fill), fill
    assert b"nan" not in raw and b"inf" not in raw


def test_no_two_pictures_are_alike() -> None:
    bodies = [file.read_bytes() for file in PICTURES]
    assert len(set(bodies)) == len(bodies)


def test_drawing_again_gives_the_committed_pictures(tmp_path: Path) -> None:
    drawn = {file.name: file.read_bytes() for file in draw_all(tmp_path)}
    assert drawn == {file.name: file.read_bytes() for file in PICTURES}
