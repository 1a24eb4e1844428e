"""The tree of RFC 6962, held against the vectors of the certificate-transparency project."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.impact.facts.merkle import Growing, inclusion_proof, is_included, leaf_hash, node_hash, root_of

LEAVES = [
    leaf_hash(bytes.fromhex(line))
    for line in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PROOFS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def as_defined(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 (2.1), word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(2**power for power in range(20) if 2**power < len(leaves))
    return node_hash(as_defined(leaves[:split]), as_defined(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), PROOFS)
def test_proofs_are_the_published_ones(index: int, size: int, proof: list[str]) -> None:
    found = inclusion_proof(LEAVES[:size], index)
    assert [step.hex() for step in found] == proof
    assert is_included(LEAVES[index], index, size=size, proof=found, root=root_of(LEAVES[:size]))


@given(st.integers(0, 300))
def test_any_root_is_as_defined(size: int) -> None:
    assert root_of(leaves_of(size)) == as_defined(leaves_of(size))


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_tree_grows_on_from_its_peaks(before: int, after: int) -> None:
    leaves = leaves_of(before + after)
    tree = Growing()
    for leaf in leaves[:before]:
        tree.add(leaf)
    later = Growing(tree.size, tree.peaks)
    for leaf in leaves[before:]:
        later.add(leaf)
    assert (later.size, later.root()) == (len(leaves), root_of(leaves))


@pytest.mark.parametrize(("size", "peaks"), [(1, 0), (0, 1), (3, 1), (4, 2), (-1, 1)])
def test_a_tree_has_as_many_peaks_as_its_size_has_ones(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match="subtrees"):
        Growing(size, leaves_of(peaks))


@given(st.integers(1, 70), st.data())
def test_every_leaf_has_a_proof_and_nothing_else_passes(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    assert is_included(leaves[index], index, size=size, proof=proof, root=root)
    assert not is_included(leaf_hash(b"another"), index, size=size, proof=proof, root=root)
    assert not is_included(leaves[index], index, size=size, proof=(*proof, root), root=root)
    assert not is_included(leaves[index], index, size=size, proof=proof, root=leaf_hash(b"another"))
    assert not is_included(leaves[index], size, size=size, proof=proof, root=root)
    if proof:
        bent = (proof[0][:-1] + bytes([proof[0][-1] ^ 1]), *proof[1:])
        assert not is_included(leaves[index], index, size=size, proof=bent, root=root)
        assert not is_included(leaves[index], index, size=size, proof=proof[:-1], root=root)
        assert not is_included(leaves[index], index, size=size, proof=(b"short", *proof[1:]), root=root)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_what_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(leaves_of(3), index)
