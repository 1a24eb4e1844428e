"""The words of mails: what they tell, and how far they have come."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


MAIL_WORDS: Mapping[str, Mapping[str, str]] = {
    "mail": {
        "receipt": N_("Receipt"),
        "shipped": N_("A parcel was sent"),
        "paid_out": N_("A payout left"),
        "certificate_ends": N_("A certificate ends"),
        "label_withdrawn": N_("A label was withdrawn"),
        "webhook_disabled": N_("A webhook is told nothing any more"),
        "sign_in_code": N_("Code to sign in"),
        "passkey_added": N_("A passkey was added"),
        "passkey_removed": N_("A passkey was removed"),
    },
    "mail_state": {
        "waiting": N_("waits to be sent"),
        "sent": N_("sent"),
        "kept": N_("kept in the mailbox: no mail server is set up"),
        "given_up": N_("given up"),
    },
}
