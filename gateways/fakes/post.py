"""A post office in memory."""

from dataclasses import dataclass, field

from gateways.mail.post import Message
from kit.database import refuse_inside_transaction
from kit.errors import DomainError


@dataclass
class FakePost:
    """Keeps what it is handed. `failures` are raised first, one for each mail."""

    taken: list[Message] = field(default_factory=list)
    failures: list[DomainError] = field(default_factory=list)

    def send(self, message: Message) -> str:
        refuse_inside_transaction("a mail was sent")
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(message)
        return "taken"
