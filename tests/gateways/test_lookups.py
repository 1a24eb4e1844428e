"""A name server that never answers holds nobody up, and what it says too late is not heard."""

import socket
from collections.abc import Callable, Iterator, Sequence

import pytest

from gateways.fetching import FetchFailed, FetchFault, GuardedFetcher
from gateways.lookups import Lookups, Resolve
from gateways.posting import GuardedPoster

# A question for the address of a.example, as it goes over the wire (RFC 1035).
_QUESTION = bytes.fromhex("0001 0100 0001 0000 0000 0000 01") + b"a\x07example\0" + bytes.fromhex("0001 0001")


class DeadServer:
    """A name server that takes questions and says nothing until it is told to; then it says this machine's address."""

    def __init__(self) -> None:
        self._wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._wire.bind(("127.0.0.1", 0))
        self._wire.settimeout(30)

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Ask it, and wait for as long as it takes."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(self._wire.getsockname())
            asking.send(_QUESTION)
            return [asking.recv(512).decode()]

    def answer(self, address: str = "127.0.0.1") -> None:
        """Answer the oldest question."""
        _, asker = self._wire.recvfrom(512)
        self._wire.sendto(address.encode(), asker)

    def close(self) -> None:
        self._wire.close()


@pytest.fixture
def dead() -> Iterator[DeadServer]:
    server = DeadServer()
    yield server
    server.close()


def no_address(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror("nobody knows it")


def one_address(host: str, port: int) -> Sequence[str]:
    return ["8.8.8.8"]


def test_an_answer_is_passed_on_and_so_is_a_refusal() -> None:
    lookups = Lookups(at_once=1)
    assert lookups.ask(one_address, "a.example", 443, seconds=30) == ["8.8.8.8"]
    with pytest.raises(socket.gaierror):
        lookups.ask(no_address, "a.example", 443, seconds=30)


def _post(resolve: Resolve) -> bool:
    posted = GuardedPoster(seconds=0.2, may_reach_loopback=True, resolve=resolve).post(
        "http://a.example:9/hook", b"{}", headers={}
    )
    return posted.status is None and posted.is_allowed


def _fetch(resolve: Resolve) -> bool:
    with pytest.raises(FetchFailed) as failed:
        GuardedFetcher(seconds=0.2, may_reach_loopback=True, resolve=resolve).fetch("http://a.example:9/", largest=9)
    return failed.value.fault is FetchFault.NO_ANSWER


@pytest.mark.parametrize("reach", [_post, _fetch])
def test_whoever_sends_or_fetches_is_let_go_while_the_name_server_is_silent(
    reach: Callable[[Resolve], bool], dead: DeadServer
) -> None:
    # It comes back at all: nothing has answered yet.
    assert reach(dead.resolve)
    dead.answer()


def test_those_that_hang_are_bounded_and_give_their_place_back(dead: DeadServer) -> None:
    lookups = Lookups(at_once=1)
    with pytest.raises(TimeoutError):
        lookups.ask(dead.resolve, "a.example", 443, seconds=0.1)
    with pytest.raises(TimeoutError, match="too many"):
        lookups.ask(one_address, "b.example", 443, seconds=0.1)
    dead.answer("10.0.0.7")
    # What came too late is nobody's answer; the place is free again.
    assert lookups.ask(one_address, "b.example", 443, seconds=30) == ["8.8.8.8"]
