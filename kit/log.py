"""Log lines: JSON in production, readable elsewhere, with the request or task they belong to; never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import cast

import structlog

from kit.settings import Mode

_SECRET = re.compile(
    r"sol_[a-z]+_[0-9A-Za-z]{20,}|(?:sk|rk)_(?:test|live)_\w+|whsec_\w+|\b[\w.+-]+@[\w-]+\.[\w.]+"
    # An IBAN, in one piece or in groups of four.
    r"|\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
)


def _without_secrets(logger: object, method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRET.sub("[removed]", value)
    return event


def configure_log(mode: Mode) -> None:
    """Set up structlog and the standard library's logging for this process."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if mode is Mode.PRODUCTION else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        cast(structlog.typing.Processor, _without_secrets),
    ]
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def get_log(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines say which part of the program speaks."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger(part=name))


def request_id_in_hand() -> str | None:
    """The id of the request that is being answered; None elsewhere."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return found if isinstance(found, str) else None
