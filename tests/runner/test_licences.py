"""What we stand on may be combined with our licence, and the list of it is true."""

import hashlib

import pytest

from tests.runner.licences import DOCUMENT, ROOT, Package, read_packages, write_document

_AGPL_3 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"


def test_every_licence_may_be_combined_with_ours() -> None:
    assert [package for package in read_packages() if not package.is_compatible] == []


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text() == write_document(read_packages()), "run: python -m tests.runner.licences"


def test_our_own_licence_is_whole() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == _AGPL_3


@pytest.mark.parametrize(
    ("licence", "is_compatible"),
    [
        ("MIT", True),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND PSF-2.0", True),
        ("MIT AND SSPL-1.0", False),
        ("BUSL-1.1", False),
        ("", False),
    ],
)
def test_what_may_be_combined(licence: str, is_compatible: bool) -> None:
    assert Package("package", "runs in production", licence).is_compatible is is_compatible
