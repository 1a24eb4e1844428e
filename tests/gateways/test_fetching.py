"""An address that somebody else wrote leads to the open internet or nowhere."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from gateways.fetching import FetchFailed, FetchFault, GuardedFetcher
from gateways.guarding import is_public
from gateways.lookups import Resolve

Talk = Callable[[socket.socket, bytes], None]
LARGEST = 100_000


@contextmanager
def server(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that says what `talk` says; its port, and the requests it got."""
    requests: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            try:
                with tls.wrap_socket(connection, server_side=True) if tls else connection as wire:
                    wire.settimeout(5)
                    request = b""
                    while b"\r\n\r\n" not in request:
                        piece = wire.recv(4096)
                        if not piece:
                            break
                        request += piece
                    requests.append(request)
                    talk(wire, request)
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], requests
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def answering(*parts: bytes) -> Talk:
    def talk(wire: socket.socket, _: bytes) -> None:
        for part in parts:
            wire.sendall(part)

    return talk


def ok(body: bytes) -> Talk:
    return answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body), body)


def redirect(to: str) -> Talk:
    return answering(f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())


def knows(**addresses: str) -> Resolve:
    """A resolver that knows these names; a name with several addresses has them with commas."""

    def resolve(host: str, port: int) -> list[str]:
        if host in addresses:
            return addresses[host].split(",")
        return [host]

    return resolve


NUMBERS = knows()


def fetcher(seconds: float = 5.0, resolve: Resolve = NUMBERS, tls: ssl.SSLContext | None = None) -> GuardedFetcher:
    return GuardedFetcher(seconds=seconds, may_reach_loopback=True, resolve=resolve, tls=tls)


def fault(of: GuardedFetcher, url: str) -> FetchFault:
    with pytest.raises(FetchFailed) as failed:
        of.fetch(url, largest=LARGEST)
    return failed.value.fault


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "192.88.99.1",
        "64:ff9b::a83f:8110",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2001:0:5ef5:79fd::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2130706433",
        "0x7f.1",
        "localhost",
        "",
    ],
)
def test_what_is_not_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)
    assert (
        fault(GuardedFetcher(resolve=lambda host, port: [address]), "https://farm.example/a") is FetchFault.NOT_ALLOWED
    )


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]
)
def test_the_open_internet_is_not(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_dress_makes_an_inner_address_public(inner: object) -> None:
    assert not any(is_public(dress.format(inner)) for dress in ("{}", "::ffff:{}", "::{}", "64:ff9b::{}"))


def test_one_inner_address_among_public_ones_refuses_the_name() -> None:
    both = GuardedFetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.7"])
    assert fault(both, "https://farm.example/a.jpg") is FetchFault.NOT_ALLOWED


@pytest.mark.parametrize(
    "url",
    [
        "ftp://farm.example/a",
        "file:///etc/passwd",
        "gopher://farm.example/",
        "http://farm.example:6379/",
        "https://farm.example:8443/",
        "http://user@farm.example/",
        "http://user:secret@farm.example/",
        "http:///a",
        "//farm.example/a",
        "http://",
        "",
        "http://[::1",
        "http://farm.example:0/",
    ],
)
def test_other_protocols_ports_and_credentials_are_refused(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError("nothing was to be resolved")

    assert fault(GuardedFetcher(resolve=resolve), url) is FetchFault.NOT_ALLOWED


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda rest: f"http://{rest}"))
def test_no_address_is_a_fault_of_ours(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("nobody knows it")

    assert fault(GuardedFetcher(resolve=resolve), url) in {FetchFault.NOT_ALLOWED, FetchFault.NO_ANSWER}


def test_what_is_there_is_fetched_under_its_own_name() -> None:
    with server(ok(b"a picture")) as (port, requests):
        got = fetcher(resolve=knows(**{"farm.example": "127.0.0.1"})).fetch(
            f"http://farm.example:{port}/caf%C3%A9.jpg?v=1#top", largest=LARGEST
        )
    assert got == b"a picture"
    assert requests[0].startswith(b"GET /caf%C3%A9.jpg?v=1 HTTP/1.1\r\n")
    assert f"\r\nHost: farm.example:{port}\r\n".encode() in requests[0]


def test_loopback_is_reached_only_where_the_installation_says_so() -> None:
    with server(ok(b"a picture")) as (port, requests):
        guarded = GuardedFetcher(resolve=knows(**{"farm.example": "127.0.0.1"}))
        assert fault(guarded, f"http://127.0.0.1:{port}/") is FetchFault.NOT_ALLOWED
        assert fault(guarded, "http://farm.example/") is FetchFault.NOT_ALLOWED
    assert requests == []


def test_the_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    """DNS rebinding: the second answer would lead inside."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with server(ok(b"a picture")) as (port, _):
        assert fetcher(resolve=resolve).fetch(f"http://farm.example:{port}/", largest=LARGEST) == b"a picture"
    assert asked == ["farm.example"]


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "//192.168.0.1/a",
        "http://x@farm/",
    ],
)
def test_a_redirect_is_checked_like_any_address(to: str) -> None:
    with server(redirect(to)) as (port, _):
        assert fault(fetcher(), f"http://127.0.0.1:{port}/") is FetchFault.NOT_ALLOWED


def test_a_redirect_to_a_good_address_is_followed_and_a_circle_is_not() -> None:
    def talk(wire: socket.socket, request: bytes) -> None:
        (redirect("/new?a=b") if request.startswith(b"GET /old") else ok(b"moved"))(wire, request)

    with server(talk) as (port, _):
        assert fetcher().fetch(f"http://127.0.0.1:{port}/old", largest=LARGEST) == b"moved"
    with server(redirect("/again")) as (port, requests):
        assert fault(fetcher(), f"http://127.0.0.1:{port}/") is FetchFault.REFUSES
    assert len(requests) == 4


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), FetchFault.REFUSES),
        (answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), FetchFault.REFUSES),
        (answering(b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n"), FetchFault.REFUSES),
        (answering(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), FetchFault.NO_ANSWER),
        (answering(b"HTTP/1.1 429 Slowly\r\nContent-Length: 0\r\n\r\n"), FetchFault.NO_ANSWER),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf of it"), FetchFault.NO_ANSWER),
        (answering(b"not HTTP at all\r\n\r\n"), FetchFault.NO_ANSWER),
        (answering(b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n"), FetchFault.NOT_ALLOWED),
        (answering(), FetchFault.NO_ANSWER),
        (ok(b"x" * (LARGEST + 1)), FetchFault.TOO_LARGE),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), FetchFault.TOO_LARGE),
        (answering(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 10_000] * 30), FetchFault.TOO_LARGE),
        (answering(b"HTTP/1.1 200 OK\r\n", *[b"X-Pad: " + b"x" * 5_000 + b"\r\n"] * 200), FetchFault.NO_ANSWER),
    ],
)
def test_servers_that_say_no_or_nonsense_are_told_apart(talk: Talk, expected: FetchFault) -> None:
    with server(talk) as (port, _):
        assert fault(fetcher(), f"http://127.0.0.1:{port}/") is expected


def test_a_closed_port_and_an_unknown_name_sound_alike() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert fault(fetcher(), f"http://127.0.0.1:{port}/") is FetchFault.NO_ANSWER

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("nobody knows it")

    assert fault(fetcher(resolve=unknown), "http://farm.example/") is FetchFault.NO_ANSWER


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "]
)
def test_a_server_that_drips_is_left_when_the_time_is_over(head: bytes) -> None:
    has_told_all = threading.Event()

    def drip(wire: socket.socket, _: bytes) -> None:
        wire.sendall(head)
        for _step in range(200):
            time.sleep(0.05)
            wire.sendall(b"x")
        has_told_all.set()

    with server(drip) as (port, _):
        assert fault(fetcher(seconds=0.5), f"http://127.0.0.1:{port}/") is FetchFault.NO_ANSWER
        assert not has_told_all.is_set()


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext, list[str | None]]:
    """(server's side, client's side that trusts it, the names clients asked for)."""
    key = ec.generate_private_key(ec.SECP256R1())
    issued_to = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(issued_to)
        .issuer_name(issued_to)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    names: list[str | None] = []
    serving.sni_callback = lambda wire, asked, context: names.append(asked)
    trusting = ssl.create_default_context(cafile=str(pem))
    return serving, trusting, names


def test_tls_asks_for_the_name_and_refuses_a_certificate_of_another(tmp_path: Path) -> None:
    serving, trusting, names = certified("farm.example", tmp_path)
    both = knows(**{"farm.example": "127.0.0.1", "other.example": "127.0.0.1"})
    with server(ok(b"a picture"), serving) as (port, _):
        safe = fetcher(resolve=both, tls=trusting)
        assert safe.fetch(f"https://farm.example:{port}/", largest=LARGEST) == b"a picture"
        assert fault(safe, f"https://other.example:{port}/") is FetchFault.NO_ANSWER
    assert names == ["farm.example", "other.example"]
