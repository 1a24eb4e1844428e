"""A receiver of webhooks for whoever writes one: it prints what comes, and whether the signature holds."""

import base64
import hmac
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

import typer

from cli.tools import console
from kit.clock import utc_now

_TOLERANCE_S = 300
_LARGEST = 20_000


def listen_for_messages(secret: str, *, port: int, status: int, count: int) -> None:
    """Serve on this machine until interrupted, or until `count` messages have come."""
    if not secret.startswith("whsec_"):
        raise typer.BadParameter("a secret begins with whsec_", param_hint="--secret")

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            body = self.rfile.read(min(int(length), _LARGEST)) if length.isdigit() else b""
            verdict = verdict_on(self.headers, body, secret)
            console.print(
                f"{self.headers.get('webhook-id')} {verdict}: {body.decode('utf-8', 'replace')}", markup=False
            )
            self.send_response(status if verdict == "signed" else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Handler) as server:
        console.print(f"Listening at http://127.0.0.1:{server.server_port}/", highlight=False)
        _serve(server, count)


def _serve(server: HTTPServer, count: int) -> None:
    try:
        if not count:
            server.serve_forever()
        for _ in range(count):
            server.handle_request()
    except KeyboardInterrupt:
        console.print("Ended.")


def verdict_on(headers: Message, body: bytes, secret: str) -> str:
    """`signed`, or what is wrong with the message."""
    at, message_id = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not at.isdigit() or abs(utc_now().timestamp() - int(at)) > _TOLERANCE_S:
        return "not of now"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, f"{message_id}.{at}.".encode() + body, "sha256")).decode()
    given = [each.partition(",")[2] for each in headers.get("webhook-signature", "").split() if each.startswith("v1,")]
    return "signed" if any(hmac.compare_digest(expected, each) for each in given) else "not signed with this secret"
