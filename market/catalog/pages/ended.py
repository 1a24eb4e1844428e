"""Labels that have ended within twelve months: never a claim, and never passed over in silence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, cast
from zoneinfo import ZoneInfo

from certification.reasons.words import reason_text
from certification.rules import Standing, WhyNot, why_not_shown
from kit.reads import Reads
from market.catalog.errors import NoSuchProducer, NoSuchProduct
from market.catalog.pages import ended_queries
from models.enums import CertificateState, ReasonCode

_DECIDED = frozenset({WhyNot.SUSPENDED, WhyNot.WITHDRAWN})
_STEPS = _DECIDED | {WhyNot.SURRENDERED, WhyNot.SUPERSEDED}


class StandingRow(TypedDict):
    """What let the claim be shown, as `certification.rules.Standing` says it."""

    state: str
    valid_at: str
    expires_at: str
    claim_from: str
    claim_until: str | None
    mandated_until: str | None
    vouched_until: str | None
    suspended_until: str | None


class EndedRow(TypedDict):
    """A certificate whose claim has ended, as the statements give it; moments are ISO 8601."""

    scheme: dict[str, str]
    certificate_id: str
    number: str
    valid_until: str
    timezone: str
    ends_at: str
    decided_at: str | None
    standing: StandingRow
    decided_by: dict[str, str] | None
    reason_code: str | None


@dataclass(frozen=True)
class End:
    """Why a claim ended, and since when it counts as that."""

    why: WhyNot
    at: datetime


async def read_ended_of_product(reads: Reads, id_or_slug: str, *, lang: str, at: datetime) -> bytes:
    """Labels that a published product carried and carries no more, the last to end first. Raises NoSuchProduct."""
    body = await reads.json(ended_queries.OF_PRODUCT, id_or_slug, at)
    if body is None:
        raise NoSuchProduct()
    return _documents(body, lang=lang, at=at)


async def read_ended_of_producer(reads: Reads, id_or_slug: str, *, lang: str, at: datetime) -> bytes:
    """The same of all that a producer has on sale: schemes of which none of it carries a label. Raises
    NoSuchProducer."""
    body = await reads.json(ended_queries.OF_PRODUCER, id_or_slug, at)
    if body is None:
        raise NoSuchProducer()
    return _documents(body, lang=lang, at=at)


def _documents(body: bytes, *, lang: str, at: datetime) -> bytes:
    documents = [_document(row, lang=lang, at=at) for row in cast(list[EndedRow], json.loads(body))]
    return json.dumps({"data": documents}, ensure_ascii=False, separators=(",", ":")).encode()


def _document(row: EndedRow, *, lang: str, at: datetime) -> Mapping[str, object]:
    end = end_of(
        _standing(row["standing"]), ended_at=_moment(row["ends_at"]), decided_at=_maybe(row["decided_at"]), now=at
    )
    is_decided = end.why in _DECIDED
    reason = ReasonCode(row["reason_code"]) if is_decided and row["reason_code"] else None
    # The last day of a certificate is what is printed on it, whatever grace its scheme gives.
    day = row["valid_until"] if end.why is WhyNot.EXPIRED else str(end.at.astimezone(ZoneInfo(row["timezone"])).date())
    return {
        "scheme": row["scheme"],
        "certificate_id": row["certificate_id"],
        "number": row["number"],
        "ended_as": end.why,
        "ended_on": day,
        "valid_until": row["valid_until"],
        "decided_by": row["decided_by"] if is_decided else None,
        "reason_code": reason,
        "reason_text": reason_text(reason, lang) if reason else None,
    }


def end_of(standing: Standing, *, ended_at: datetime, decided_at: datetime | None, now: datetime) -> End:
    """Why the claim is not shown now, in the words of its proof, and since when. A decision counts from `decided_at`,
    unless it only makes an end final that came before; a suspension that has outlasted the scheme's limit is the
    withdrawal that it became."""
    why = why_not_shown(standing, now) or WhyNot.NOT_VERIFIED
    if why not in _STEPS or standing.claim_until is None:
        return End(why, ended_at)
    if why is WhyNot.WITHDRAWN and standing.suspended_until is not None:
        return End(why, standing.suspended_until)
    return End(why, decided_at if decided_at and decided_at <= now else standing.claim_until)


def _standing(told: StandingRow) -> Standing:
    return Standing(
        state=CertificateState(told["state"]),
        valid_at=_moment(told["valid_at"]),
        expires_at=_moment(told["expires_at"]),
        claim_from=_moment(told["claim_from"]),
        claim_until=_maybe(told["claim_until"]),
        mandated_until=_maybe(told["mandated_until"]),
        vouched_until=_maybe(told["vouched_until"]),
        suspended_until=_maybe(told["suspended_until"]),
    )


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
