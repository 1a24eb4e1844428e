"""The words of what operators look after beside money: fees, events, tasks, people, the log."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


OVERSIGHT_WORDS: Mapping[str, Mapping[str, str]] = {
    "fee_change": {
        "proposed": N_("proposed"),
        "announced": N_("announced"),
        "in_force": N_("in force"),
        "withdrawn": N_("taken back"),
    },
    "stripe_event": {
        "all": N_("all"),
        "waiting": N_("waits"),
        "failing": N_("in trouble"),
        "handled": N_("done"),
    },
    "vat_class": {
        "food": N_("Food"),
        "standard": N_("Other goods"),
        "zero": N_("Without tax"),
    },
}
OVERSIGHT_NOTICES: Mapping[str, str] = {
    "event-again": N_("A worker handles it again now."),
    "task-again": N_("A worker tries it again now."),
    "fees-proposed": N_("The proposal is written down. Nothing has changed by it."),
    "fees-announced": N_("The new fees are announced. Everybody can read them now."),
    "fees-withdrawn": N_("The change is taken back. The fees in force go on."),
}
OVERSIGHT_REFUSALS: Mapping[str, str] = {
    "task_failure_settled": N_("It has succeeded meanwhile."),
    "fees_too_high": N_("Together the shares are more than half of the goods."),
    "notice_too_short": N_("That day is too soon: producers must be told ahead."),
    "fees_unchanged": N_("These are the fees of that day already."),
    "fee_change_decided": N_("Somebody has announced it or taken it back meanwhile."),
    "fee_change_waiting": N_("Another change is announced and has not begun. It comes first, or is taken back."),
    "no_such_month": N_("Choose a month that is over."),
}
