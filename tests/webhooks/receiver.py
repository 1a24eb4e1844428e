"""Somebody else's server, and their way to check a signature: nothing here is taken from the market's code."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    id: str
    timestamp: int
    signatures: str
    body: bytes
    content_type: str

    @property
    def document(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """By the text of the specification: `v1,` + base64(HMAC-SHA256(secret, id.timestamp.body)), any one matches."""
        key = base64.b64decode(secret.split("_", 1)[1])
        content = self.id.encode() + b"." + str(self.timestamp).encode() + b"." + self.body
        expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return any(
            hmac.compare_digest(expected, each.split(",", 1)[1])
            for each in self.signatures.split(" ")
            if each.startswith("v1,")
        )


Behave = Callable[["_Handler"], None]


@dataclass
class Receiver:
    """What came, and how it is answered; `answers` may be changed at any time."""

    url: str
    answer: int = 204
    says: bytes = b""
    behave: Behave | None = None
    received: list[Received] = field(default_factory=list)

    @property
    def documents(self) -> list[dict[str, object]]:
        return [each.document for each in self.received]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.received.append(
            Received(
                self.headers["webhook-id"],
                int(self.headers["webhook-timestamp"]),
                self.headers["webhook-signature"],
                body,
                self.headers["Content-Type"],
            )
        )
        if self.receiver.behave is not None:
            self.receiver.behave(self)
            return
        self.send_response(self.receiver.answer)
        self.send_header("Content-Length", str(len(self.receiver.says)))
        self.end_headers()
        self.wfile.write(self.receiver.says)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A server on this machine."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    handler.receiver = receiver  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
