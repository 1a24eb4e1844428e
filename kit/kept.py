"""Answers of one process, each good for as long as the state it was made in is the state that is."""

from collections import OrderedDict


class Kept:
    """The answers used last, up to so many bytes."""

    def __init__(self, *, most_bytes: int = 64 * 1024 * 1024):
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def find(self, question: str, state: str) -> bytes | None:
        """The answer to this question in this state, if it is here."""
        found = self._answers.get(question)
        if found is None or found[0] != state:
            return None
        self._answers.move_to_end(question)
        return found[1]

    def put(self, question: str, state: str, answer: bytes) -> None:
        """Keep an answer in place of the one in another state; the ones not asked for longest go."""
        if len(answer) * 8 > self._most_bytes:
            return
        self._drop(question)
        self._answers[question] = (state, answer)
        self._bytes += len(question) + len(answer)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._answers)))

    def _drop(self, question: str) -> None:
        found = self._answers.pop(question, None)
        if found is not None:
            self._bytes -= len(question) + len(found[1])
