"""The words of trade agreements and of prefinance."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


AGREEMENT_WORDS: Mapping[str, Mapping[str, str]] = {
    "agreement": {
        "proposed": N_("waits for signatures"),
        "declined": N_("declined"),
        "signed": N_("signed, begins later"),
        "in_force": N_("in force"),
        "expired": N_("expired"),
        "superseded": N_("replaced by a later version"),
        "ended": N_("ended"),
    },
    "prefinance": {
        "requested": N_("waits for the fund"),
        "declined": N_("declined"),
        "withdrawn": N_("taken back"),
        "granted": N_("being repaid"),
        "repaid": N_("repaid"),
        "written_off": N_("given up"),
    },
}
