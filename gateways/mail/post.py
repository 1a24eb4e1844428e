"""What is handed to whoever carries mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """A mail as it is to arrive, the same in text and in HTML. `id` makes the Message-ID: a mail that is handed over
    twice arrives under the same one."""

    id: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    at: datetime


class Post(Protocol):
    def send(self, message: Message) -> str:
        """Hand the mail over; what the server said.

        Raises GatewayRefused when it never will take it, GatewayUnavailable when another try may succeed: also when the
        connection broke before the answer, and the mail may be on its way already.
        """
        ...
