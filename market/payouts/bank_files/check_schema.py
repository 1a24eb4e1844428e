"""ISO 20022's own schema says whether a list may go to a bank."""

from functools import cache
from pathlib import Path

import xmlschema

from market.payouts.bank_files.errors import BankFileInvalid

_SCHEMA = Path(__file__).with_name("pain.001.001.09.xsd")
_LONGEST_REASON = 300


@cache
def _schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(_SCHEMA, allow="local", defuse="always")


def check_schema(data: bytes) -> None:
    """Raises BankFileInvalid for what pain.001.001.09.xsd does not allow, or what is no XML."""
    try:
        _schema().validate(data, allow="none", defuse="always")
    except xmlschema.XMLSchemaValidationError as error:
        # The element's name, not its text: an account number is for the bank only.
        raise BankFileInvalid(f"{error.path}: {error.reason or ''}"[:_LONGEST_REASON]) from None
    except xmlschema.XMLResourceError as error:
        raise BankFileInvalid(type(error).__name__) from None
