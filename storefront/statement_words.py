"""The words of statements that are codes in their documents."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


STATEMENT_NOTICES: Mapping[str, str] = {
    "number-said": N_("It is written down, with today’s date."),
    "number-gone": N_("The number is taken away."),
    "number-shown": N_("Everybody reads it from now on."),
    "number-hidden": N_("Nobody else reads it any more."),
}
STATEMENT_REFUSALS: Mapping[str, str] = {
    "members_do_not_add_up": N_("Women and men together are more than all members."),
    "bad_consent_end": N_("The last day has to be one to come, within five years."),
    "no_such_statement": N_("There is no such statement, or it is not yours to see."),
    "statement_finished": N_("The statement is finished already."),
    "statement_of_unpaid_order": N_("The order is not paid: there is nothing to give account of yet."),
    "statement_period_cannot_be": N_(
        "A statement covers whole days, up to today at the latest, a network’s up to yesterday; the first comes before "
        "the last, and they lie ten years apart at most."
    ),
}

STATEMENT_WORDS: Mapping[str, Mapping[str, str]] = {
    "statement_unit": {
        "orders": N_("orders"),
        "days": N_("days"),
        "order lines": N_("order lines"),
        "members": N_("members"),
        "families": N_("families"),
        "producers": N_("producers"),
        "rounds": N_("votes"),
    },
    "subject_of_statement": {
        "market": N_("The whole market"),
        "producer": N_("One producer"),
        "network": N_("One network"),
        "order": N_("One order"),
        "shopper": N_("Your own purchases"),
    },
    "statement": {
        "queued": N_("waiting its turn"),
        "building": N_("being computed"),
        "ready": N_("ready"),
        "failed": N_("could not be computed"),
        "cancelled": N_("called off"),
    },
    "statement_step": {
        "follow_books": N_("reading the books"),
        "add_up": N_("adding up"),
        "read_snapshot": N_("reading what members reported"),
        "sign": N_("signing"),
    },
}
