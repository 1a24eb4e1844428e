"""What a count of votes said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from api.schemas.base import Out
from market.fund.rounds.election import number_of
from market.fund.rounds.queries import CountFact


class _Stored(BaseModel):
    """What of a kept result is handed on."""

    model_config = ConfigDict(extra="ignore")


class _StoredTie(_Stored):
    projects: list[str]
    first: str
    decided_by: str


class _StoredReason(_Stored):
    id: str


class _StoredProject(_Stored):
    id: str
    voters: int
    score: int
    won: bool
    reason: _StoredReason


class _StoredShares(_Stored):
    first: str
    final: str
    raises: int
    ended: str


class _StoredResult(_Stored):
    ties: list[_StoredTie]
    shares: _StoredShares | None
    projects: list[_StoredProject]
    sentences: Mapping[str, Mapping[str, str]]


class DecidedOut(Out):
    """What became of a proposal, by number: `score` is its points, or its votes where ballots have none; `reason` is
    the id of the sentence (docs/tally.md)."""

    number: int
    voters: int
    score: int
    won: bool
    reason: str
    sentence: str


class TieOut(Out):
    """Proposals that the rule found equal, which of them went first, and what decided that."""

    numbers: list[int]
    first: int
    decided_by: str


class SharesOut(Out):
    """What every voter had in Equal Shares, as exact fractions of a currency unit: at first, and in the end."""

    first: str
    final: str
    raises: int
    ended: str


class ResultOut(Out):
    """A count: of the file with this SHA-256; `fingerprint` is of the votes in it, whatever their order."""

    number: int
    counted_at: datetime | None
    sha256: str
    fingerprint: str
    winners: list[int]
    projects: list[DecidedOut]
    ties: list[TieOut]
    shares: SharesOut | None

    @classmethod
    def of(cls, count: CountFact, lang: str) -> Self:
        """Sentences in the language, else in English; nothing but the file is known of what is not counted yet."""
        stored = _StoredResult.model_validate(count.result) if count.is_counted else None
        return cls(
            number=count.number,
            counted_at=count.counted_at,
            sha256=count.sha256.hex(),
            fingerprint=count.fingerprint,
            winners=[number_of(each) for each in count.winners],
            projects=_decided(stored, lang) if stored else [],
            ties=[
                TieOut(
                    numbers=[number_of(each) for each in tie.projects],
                    first=number_of(tie.first),
                    decided_by=tie.decided_by,
                )
                for tie in (stored.ties if stored else [])
            ],
            shares=SharesOut(**vars(stored.shares)) if stored and stored.shares else None,
        )


def _decided(stored: _StoredResult, lang: str) -> list[DecidedOut]:
    sentences = stored.sentences.get(lang) or stored.sentences["en"]
    return [
        DecidedOut(
            number=number_of(each.id),
            voters=each.voters,
            score=each.score,
            won=each.won,
            reason=each.reason.id,
            sentence=sentences[each.id],
        )
        for each in stored.projects
    ]
