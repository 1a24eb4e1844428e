"""Answers of one process, each good for as long as the state it was made in is the state that is."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """`etag` is a strong one: the same for the same bytes, whoever made them and when."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> "Answer":
        return cls(body, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"')


class Kept:
    """The answers used last, up to so many bytes."""

    def __init__(self, *, most_bytes: int = 64 * 1024 * 1024):
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, tuple[str, Answer]] = OrderedDict()

    def find(self, question: str, state: str) -> Answer | None:
        """The answer to this question in this state, if it is here."""
        found = self._answers.get(question)
        if found is None or found[0] != state:
            return None
        self._answers.move_to_end(question)
        return found[1]

    def put(self, question: str, state: str, answer: Answer) -> None:
        """Keep an answer in place of the one in another state; those not asked for longest go. A very large one is
        not kept: it would drive out many."""
        if len(answer.body) * 8 > self._most_bytes:
            return
        self._drop(question)
        self._answers[question] = (state, answer)
        self._bytes += len(question) + len(answer.body)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._answers)))

    def _drop(self, question: str) -> None:
        found = self._answers.pop(question, None)
        if found is not None:
            self._bytes -= len(question) + len(found[1].body)
