"""ISO 20022's own schema says whether a list may go to a bank."""

from functools import cache
from pathlib import Path

from xmlschema import XMLResource, XMLResourceError, XMLSchema, XMLSchemaValidationError

from market.payouts.bank_files.errors import BankFileInvalid

_SCHEMA = Path(__file__).with_name("pain.001.001.09.xsd")


@cache
def _schema() -> XMLSchema:
    return XMLSchema(_SCHEMA, allow="local", defuse="always")


def check_schema(data: bytes) -> None:
    """Raises BankFileInvalid for what pain.001.001.09.xsd does not allow, or what is no XML."""
    try:
        _schema().validate(XMLResource(data, allow="none", defuse="always"))
    except XMLSchemaValidationError as error:
        # Where it is wrong, not what stands there: an account number is for the bank only.
        raise BankFileInvalid(str(error.path)) from None
    except XMLResourceError as error:
        raise BankFileInvalid(type(error).__name__) from None
