"""The words of what goes out by e-mail."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail tells."""

    RECEIPT = "receipt"
    SHIPPED = "shipped"
    PAID_OUT = "paid_out"
    CERTIFICATE_ENDS = "certificate_ends"
    LABEL_WITHDRAWN = "label_withdrawn"
    WEBHOOK_DISABLED = "webhook_disabled"
    SIGN_IN_CODE = "sign_in_code"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


class MailState(StrEnum):
    """`kept` never left: no server takes mail of this market, so it stands in the mailbox alone."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    GIVEN_UP = "given_up"
