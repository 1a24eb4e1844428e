"""Check a published statement without asking anybody: everything it claims follows from its facts and its signature."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rfc8785 import IntegerDomainError

from certification.credentials.integrity import has_valid_proof
from certification.credentials.verify_credential import find_key
from market.impact.document import canonical, claims_json, figures_json, inputs_root, rules_sha256, scope_json
from market.impact.facts.rules import Sum
from market.impact.indicators.figures import Books, gather
from market.impact.verifying.facts import read_facts
from market.impact.verifying.published import NotAStatement, Published, read_json, read_published

_NOT_CANONICAL = "The text is not in canonical form (at byte {}), so it is not byte for byte what was published."
_TOO_LARGE = "What it is computed from comes to more than 9007199254740991, which no statement can say."


@dataclass(frozen=True)
class Evidence:
    """What is at hand beside the document: its facts (JSON Lines), their leaf hashes, the key that it should be signed
    with (32 bytes) or the issuer's DID document. Nothing of it has to be there; what is not there is not checked.
    """

    facts: Iterable[bytes] | None = None
    leaves: Sequence[bytes] | None = None
    public_key: bytes | None = None
    did_document: Mapping[str, Any] | None = None


def verify_document(text: str, evidence: Evidence = Evidence()) -> list[str]:
    """What is wrong with a statement, one sentence each; nothing when all that can be checked is right."""
    try:
        raw = read_json(text)
        complaints = _wrong_bytes(text, raw)
        published = read_published(raw)
    except NotAStatement as error:
        return [str(error)]
    complaints += _wrong_signature(published, evidence) + _wrong_root(published)
    try:
        if evidence.facts is None:
            return complaints + _wrong_without_facts(published)
        found = read_facts(evidence.facts, published, evidence.leaves)
        return complaints + found.complaints + _wrong_figures(published, found.listed(), len(found.producers))
    except IntegerDomainError:
        return [*complaints, _TOO_LARGE]


def _wrong_bytes(text: str, raw: Mapping[str, Any]) -> list[str]:
    given, right = text.encode(), canonical(raw)
    if given == right:
        return []
    place = next(
        (place for place, (one, other) in enumerate(zip(given, right, strict=False)) if one != other),
        min(len(given), len(right)),
    )
    return [_NOT_CANONICAL.format(place)]


def _wrong_signature(published: Published, evidence: Evidence) -> list[str]:
    public_key = evidence.public_key
    if evidence.did_document is not None:
        proof = published.raw["proof"]
        address = str(proof.get("verificationMethod")) if isinstance(proof, dict) else ""
        if evidence.did_document.get("id") != published.did or address.partition("#")[0] != published.did:
            return ["The DID document is not that of the issuer whom the statement names."]
        public_key = find_key(evidence.did_document, address)
        if public_key is None:
            return ["The issuer's DID document holds no key of that name that may sign."]
    if public_key is None or has_valid_proof(published.raw, public_key=public_key):
        return []
    return ["The signature does not fit: something was changed after the market signed it, or somebody else did."]


def _wrong_root(published: Published) -> list[str]:
    inputs = published.raw["inputs"]
    complaints = []
    if inputs.get("root") != inputs_root(published.days, published.snapshot).hex():
        complaints.append("The days and the snapshot do not make up the root that the statement names.")
    if inputs.get("facts") != published.facts:
        complaints.append("The days hold another number of facts than the statement says.")
    days = [day.on for day in published.days]
    if days != sorted(set(days)):
        complaints.append("The days of the inputs do not stand in their order.")
    return complaints


def _wrong_figures(published: Published, sums: Sequence[Sum], producers: int) -> list[str]:
    raw, currency = published.raw, published.currency
    books = gather(sums, published.snapshot, currency, published.extent)
    computed = figures_json(books, published.version)
    complaints = _compare(published, computed, follow="the facts")
    rounds = [record.as_json() for record in published.snapshot if record.kind == "round"]
    for name, part, right in (
        ("scope", raw["scope"], scope_json(sums, currency.code, published.extent, producers=producers)),
        ("section on claims", raw["claims"], claims_json(books, published.snapshot)),
        ("section on allocation", raw["allocation"], rounds),
    ):
        if canonical(part) != canonical(right):
            complaints.append(f"The {name} does not follow from the facts and the snapshot.")
    return complaints


def _wrong_without_facts(published: Published) -> list[str]:
    """Each value has to follow at least from the sums that stand beside it; cells are left out, they need the facts."""
    totals: dict[str, int] = {}
    complaints = []
    for figure in published.figures:
        for measure, amount in _inputs_of(figure):
            if totals.setdefault(measure, amount) != amount:
                complaints.append(f"Figure {figure.get('id')} has another sum of {measure} than a figure before it.")
    books = Books({}, totals, published.currency, published.extent)
    return complaints + _compare(
        published, figures_json(books, published.version), follow="its sums", without=("cells",)
    )


def _inputs_of(figure: Mapping[str, Any]) -> list[tuple[str, int]]:
    inputs = figure.get("inputs")
    return [
        (one["measure"], one["sum"])
        for one in (inputs if isinstance(inputs, list) else [])
        if isinstance(one, dict) and isinstance(one.get("measure"), str) and type(one.get("sum")) is int
    ]


def _compare(
    published: Published, computed: Sequence[Mapping[str, object]], *, follow: str, without: tuple[str, ...] = ()
) -> list[str]:
    complaints = []
    stated = {str(figure.get("id")): figure for figure in published.figures}
    if [figure.get("id") for figure in published.figures] != [figure["id"] for figure in computed]:
        complaints.append("It has other figures than its methodology, or in another order.")
    for right in computed:
        name = str(right["id"])
        if name in stated and _part(stated[name], without) != _part(right, without):
            complaints.append(_wrong_figure(stated[name], right, follow))
    if published.raw["header"].get("rules_sha256") != rules_sha256(computed, published.currency.code):
        complaints.append("It does not name the rules of its methodology.")
    return complaints


def _wrong_figure(stated: Mapping[str, Any], right: Mapping[str, object], follow: str) -> str:
    name, said = right["id"], stated.get("value")
    if said != right["value"]:
        return f"Figure {name} does not follow from {follow}: it says {said}, and should say {right['value']}."
    other = sorted(field for field in {*stated, *right} if stated.get(field) != _plain(right.get(field)))
    return f"Figure {name} does not follow from {follow}: its {', '.join(other) or 'fields'} should be otherwise."


def _plain(value: object) -> object:
    """As JSON gives it back."""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _part(figure: Mapping[str, object], without: tuple[str, ...]) -> bytes:
    return canonical({name: value for name, value in figure.items() if name not in without})
