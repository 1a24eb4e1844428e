"""What many ask at the same moment, asked once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Hands to `ask` all that wait, and to each its answer. What comes while it is asking is asked next: nobody is told
    what was found out before they asked. Whoever comes alone asks for themselves. It works while somebody waits, and is
    gone when nobody does: on one event loop."""

    def __init__(self, ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]]):
        self._ask = ask
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._is_asking = False
        self._working: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer to this question; raises what kept `ask` from it, CancelledError where it was stopped."""
        if self._is_asking:
            answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._waiting.append((question, answered))
            return await answered
        self._is_asking = True
        try:
            [answer] = await self._ask([question])
            return answer
        finally:
            if self._waiting:
                self._working = asyncio.create_task(self._work())
            else:
                self._is_asking = False

    async def _work(self) -> None:
        batch: list[tuple[Question, asyncio.Future[Answer]]] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._answer(batch)
        finally:
            self._is_asking = False
            # All are answered, unless this was stopped: then nobody waits for what does not come.
            unanswered, self._waiting = [*batch, *self._waiting], []
            for _, answered in unanswered:
                answered.cancel()

    async def _answer(self, batch: Sequence[tuple[Question, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._ask([question for question, _ in batch])
            for (_, answered), answer in zip(batch, answers, strict=True):
                # Whoever hung up does not wait any more.
                if not answered.done():
                    answered.set_result(answer)
        except Exception as error:
            # Handed to those who wait, each of whom answers for it.
            for _, answered in batch:
                if not answered.done():
                    answered.set_exception(error)
