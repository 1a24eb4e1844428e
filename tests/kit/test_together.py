"""What many ask at the same moment is asked once, and never before they asked."""

import asyncio
from collections.abc import Sequence

import pytest

from kit.together import Together


class Desk:
    """Answers with the question and the number of the batch, when it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.begun, self.goes = asyncio.Event(), asyncio.Event()
        self.fails = False

    async def ask(self, questions: Sequence[str]) -> list[str]:
        self.batches.append(list(questions))
        number = len(self.batches)
        self.begun.set()
        await self.goes.wait()
        if self.fails:
            raise LookupError(number)
        return [f"{question} {number}" for question in questions]


async def wait_together(together: Together[str, str], *questions: str) -> list[asyncio.Task[str]]:
    """Each waits for its answer when this returns."""
    tasks = [asyncio.create_task(together.ask(question)) for question in questions]
    await asyncio.sleep(0)
    return tasks


def test_what_comes_meanwhile_is_asked_next_and_at_once() -> None:
    async def story() -> None:
        desk = Desk()
        together = Together(desk.ask)
        first = await wait_together(together, "a")
        await desk.begun.wait()
        others = await wait_together(together, "b", "c", "b")
        desk.goes.set()
        assert await asyncio.gather(*first, *others) == ["a 1", "b 2", "c 2", "b 2"]
        assert desk.batches == [["a"], ["b", "c", "b"]]
        assert await together.ask("d") == "d 3"

    asyncio.run(story())


def test_an_error_is_everybodys_and_the_next_are_answered() -> None:
    async def story() -> None:
        desk = Desk()
        together = Together(desk.ask)
        desk.fails = True
        desk.goes.set()
        failed = await asyncio.gather(*await wait_together(together, "a", "b"), return_exceptions=True)
        assert [type(error) for error in failed] == [LookupError, LookupError]
        desk.fails = False
        assert await together.ask("c") == "c 3"

    asyncio.run(story())


def test_who_hangs_up_keeps_nobody_from_an_answer() -> None:
    async def story() -> None:
        desk = Desk()
        together = Together(desk.ask)
        gone, stays = await wait_together(together, "a", "b")
        await desk.begun.wait()
        gone.cancel()
        desk.goes.set()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert await stays == "b 2"

    asyncio.run(story())


def test_answers_that_are_too_few_are_an_error_of_whoever_has_none() -> None:
    async def story() -> None:
        async def answer_one(questions: Sequence[str]) -> list[str]:
            await asyncio.sleep(0)
            return list(questions[:1])

        together = Together(answer_one)
        alone, first, second = await wait_together(together, "a", "b", "c")
        assert [await alone, await first] == ["a", "b"]
        with pytest.raises(ValueError, match="shorter"):
            await asyncio.wait_for(second, 10)
        with pytest.raises(ValueError, match="not enough"):
            await Together(answer_none).ask("a")

    async def answer_none(questions: Sequence[str]) -> list[str]:
        return []

    asyncio.run(story())


def test_when_asking_is_stopped_nobody_waits_on_and_the_next_are_answered() -> None:
    async def story() -> None:
        desk = Desk()
        together = Together(desk.ask)
        first = await wait_together(together, "a")
        await desk.begun.wait()
        later = await wait_together(together, "b", "c")
        first[0].cancel()
        desk.begun.clear()
        await desk.begun.wait()
        (asking,) = asyncio.all_tasks() - {asyncio.current_task(), *first, *later}
        asking.cancel()
        ended, still_waiting = await asyncio.wait([*first, *later], timeout=60)
        assert not still_waiting
        assert all(one.cancelled() for one in ended)
        desk.goes.set()
        assert await together.ask("d") == "d 3"

    asyncio.run(story())
