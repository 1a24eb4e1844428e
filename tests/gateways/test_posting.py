"""A message goes to the public address that was named, or nowhere; nothing that comes back can hold or fill us."""

import socket
import ssl
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.lookups import Resolve
from gateways.posting import ANSWER_KEPT, GuardedPoster, Posted, may_be_posted_to
from tests.gateways.test_fetching import NUMBERS, Talk, answering, certified, knows, ok, redirect
from tests.gateways.test_fetching import server as serving

BODY = b'{"type":"webhook.test"}'


def server(talk: Talk, tls: ssl.SSLContext | None = None) -> AbstractContextManager[tuple[int, list[bytes]]]:
    """As for fetching, and the message is read to its end: a socket closed over unread bytes resets what was said."""

    def hear(wire: socket.socket, request: bytes) -> None:
        while not request.endswith(BODY):
            request += wire.recv(4096) or BODY
        talk(wire, request)

    return serving(hear, tls)


def post(url: str, *, seconds: float = 5.0, resolve: Resolve = NUMBERS) -> Posted:
    poster = GuardedPoster(seconds=seconds, may_reach_loopback=True, resolve=resolve)
    return poster.post(url, BODY, headers={"webhook-id": "evt_x"})


def test_a_message_arrives_with_its_headers_and_the_answers_beginning_is_kept() -> None:
    with server(ok(b"thank you")) as (port, requests):
        posted = post(f"http://farm.example:{port}/hook?a=b", resolve=knows(**{"farm.example": "127.0.0.1"}))
    assert (posted.status, posted.answer, posted.is_allowed, posted.refused_address) == (200, "thank you", True, None)
    head, _, _ = requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?a=b HTTP/1.1\r\n")
    for line in (f"Host: farm.example:{port}", "webhook-id: evt_x", "Content-Type: application/json"):
        assert f"\r\n{line}".encode() in head
    assert f"\r\nContent-Length: {len(BODY)}".encode() in head


def test_no_redirect_is_followed() -> None:
    with server(redirect("http://169.254.169.254/latest/meta-data/")) as (port, requests):
        assert post(f"http://127.0.0.1:{port}/").status == 302
    assert len(requests) == 1


@pytest.mark.parametrize("inner", ["169.254.169.254", "10.0.0.7", "100.64.0.1", "fd00::1", "8.8.8.8,10.0.0.7"])
def test_a_name_that_leads_inside_gets_nothing(inner: str) -> None:
    poster = GuardedPoster(resolve=knows(**{"farm.example": inner}))
    posted = poster.post("https://farm.example/hook", BODY, headers={})
    assert (posted.status, posted.is_allowed) == (None, False)
    assert posted.refused_address == inner.rpartition(",")[2]


def test_the_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with server(ok(b"")) as (port, _):
        assert post(f"http://farm.example:{port}/", resolve=lambda host, at: next(answers)).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://farm.example/hook",
        "https://farm.example:6379/",
        "https://user@farm.example/",
        "https://user:secret@farm.example/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://2130706433/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://farm.example/#part",
        "https:///hook",
        "file:///etc/passwd",
        "farm.example/hook",
        "",
        "https://[::1",
    ],
)
def test_other_protocols_ports_credentials_and_inner_numbers_cannot_be_posted_to(url: str) -> None:
    assert not may_be_posted_to(url)
    assert GuardedPoster(resolve=knows()).post(url, BODY, headers={}).is_allowed is False


@pytest.mark.parametrize("url", ["https://farm.example/hook", "https://farm.example:8443/a?b=c", "https://8.8.8.8/"])
def test_what_can_be(url: str) -> None:
    assert may_be_posted_to(url)


def test_plain_http_goes_to_this_machine_alone_and_only_where_the_installation_says_so() -> None:
    assert may_be_posted_to("http://127.0.0.1:9000/hook", may_reach_loopback=True)
    assert not may_be_posted_to("http://127.0.0.1:9000/hook")
    outside = knows(**{"farm.example": "8.8.8.8"})
    assert post("http://farm.example:9000/", resolve=outside).is_allowed is False


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda rest: f"https://{rest}"))
def test_no_address_is_a_fault_of_ours(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("nobody knows it")

    assert GuardedPoster(resolve=resolve).post(url, BODY, headers={}).status is None


@pytest.mark.parametrize(
    "talk",
    [
        answering(),
        answering(b"not HTTP at all\r\n\r\n"),
        answering(b"HTTP/1.1 200 OK\r\n", *[b"X-Pad: " + b"x" * 5_000 + b"\r\n"] * 200),
    ],
    ids=["nothing", "not HTTP", "endless headers"],
)
def test_nonsense_is_no_answer(talk: Talk) -> None:
    with server(talk) as (port, _):
        assert post(f"http://127.0.0.1:{port}/").status is None


def test_a_closed_port_and_an_unknown_name_sound_alike() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    shut = post(f"http://127.0.0.1:{port}/")

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("nobody knows it")

    lost = post("https://farm.example/", resolve=unknown)
    assert [(each.status, each.is_allowed, each.answer) for each in (shut, lost)] == [(None, True, "")] * 2


def test_of_an_endless_answer_only_the_beginning_is_read() -> None:
    def pour(wire: socket.socket, _: bytes) -> None:
        wire.sendall(b"HTTP/1.1 500 Oh\r\n\r\n")
        while True:
            wire.sendall(b"x" * 100_000)

    with server(pour) as (port, _):
        posted = post(f"http://127.0.0.1:{port}/")
    assert (posted.status, posted.answer) == (500, "x" * ANSWER_KEPT)


def test_an_answer_of_other_bytes_is_text_that_can_be_stored() -> None:
    with server(ok(b"\x00\xff\xfea")) as (port, _):
        answer = post(f"http://127.0.0.1:{port}/").answer
    assert answer.endswith("a")
    assert "\0" not in answer
    answer.encode()


@pytest.mark.parametrize(("head", "status"), [(b"", None), (b"HTTP/1.1 200 OK\r\n\r\n", 200), (b"HTTP/1.1 2", None)])
def test_a_server_that_drips_is_left_when_the_time_is_over(head: bytes, status: int | None) -> None:
    has_told_all = threading.Event()

    def drip(wire: socket.socket, _: bytes) -> None:
        wire.sendall(head)
        for _step in range(200):
            time.sleep(0.05)
            wire.sendall(b"0")
        has_told_all.set()

    with server(drip) as (port, _):
        assert post(f"http://127.0.0.1:{port}/", seconds=0.5).status == status
        assert not has_told_all.is_set()


def test_tls_refuses_a_certificate_of_another(tmp_path: Path) -> None:
    tls, trusting, names = certified("farm.example", tmp_path)
    both = knows(**{"farm.example": "127.0.0.1", "other.example": "127.0.0.1"})
    poster = GuardedPoster(may_reach_loopback=True, resolve=both, tls=trusting)
    with server(ok(b""), tls) as (port, _):
        assert poster.post(f"https://farm.example:{port}/", BODY, headers={}).status == 200
        assert poster.post(f"https://other.example:{port}/", BODY, headers={}).status is None
    assert names == ["farm.example", "other.example"]
