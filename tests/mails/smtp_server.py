"""A server that speaks SMTP (RFC 5321), and remembers what it was told. Answers can be changed, verb by verb."""

import socketserver
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

_ANSWERS = {
    "CONNECT": "220 test ready",
    "EHLO": "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8",
    "MAIL": "250 sender ok",
    "RCPT": "250 recipient ok",
    "DATA": "354 go on",
    "END": "250 taken",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "QUIT": "221 bye",
}
HANG_UP = ""
"""An answer that is none: the connection is closed."""


@dataclass(frozen=True)
class Taken:
    """One mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class SmtpServer:
    """Listens on a port of this machine until it is closed."""

    def __init__(self, answers: Mapping[str, str]):
        self.answers = {**_ANSWERS, **answers}
        self.taken: list[Taken] = []
        self.heard: list[str] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler_of(server: SmtpServer) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sender, recipients = "", list[str]()
            if not self._say("CONNECT"):
                return
            while line := self.rfile.readline():
                told = line.decode().strip()
                server.heard.append(told)
                verb = told.split(" ")[0].upper()
                if verb == "MAIL":
                    sender = told
                if verb == "RCPT":
                    recipients.append(told.partition("<")[2].partition(">")[0])
                if not self._say(verb if verb in server.answers else "NOOP") or verb == "QUIT":
                    return
                if verb == "DATA" and server.answers["DATA"].startswith("354"):
                    raw = self._content()
                    if server.answers["END"].startswith("250") or server.answers["END"] == HANG_UP:
                        server.taken.append(Taken(sender, tuple(recipients), raw))
                    if not self._say("END"):
                        return

        def _content(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b"."))
            return b"".join(lines)

        def _say(self, verb: str) -> bool:
            answer = server.answers[verb]
            if answer == HANG_UP:
                return False
            self.wfile.write(answer.encode() + b"\r\n")
            return True

    return Handler
