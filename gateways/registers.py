"""The public registers of schemes: does a certificate's number stand there, and with which dates?"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gateways.errors import GatewayUnavailable
from kit.database import refuse_inside_transaction


@dataclass(frozen=True)
class RegisterEntry:
    """What a register says of a number. `status` is in the register's own words; an empty field is one it does not
    tell."""

    number: str
    holder: str = ""
    status: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source_url: str = ""


class Registers(Protocol):
    def look_up(self, scheme: str, number: str) -> RegisterEntry | None:
        """The entry of a number in a scheme's register, or None when the register has none.

        Raises GatewayUnavailable when the register gives no usable answer, or nobody has connected it.
        """
        ...


class NoRegisters:
    """No register is connected: each has its own terms of use, and none is read before somebody agreed to them."""

    def look_up(self, scheme: str, number: str) -> RegisterEntry | None:
        refuse_inside_transaction("a register was asked")
        raise GatewayUnavailable("register", "not_connected")
