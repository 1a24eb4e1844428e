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
    "granted_role": {
        "operator": N_("runs the market"),
        "verifier": N_("verifies"),
    },
    "member_role": {
        "member": N_("member"),
        "steward": N_("steward"),
        "verifier": N_("verifies"),
    },
    "which_people": {
        "all": N_("all"),
        "operators": N_("who run the market"),
        "verifiers": N_("who verify"),
        "locked": N_("locked out"),
    },
    "health": {
        "schema": N_("Tables of the database"),
        "clock": N_("Clocks"),
        "processes": N_("Processes"),
        "outbox": N_("Waits to be sent to a worker"),
        "tasks": N_("Tasks that failed"),
        "stripe events": N_("Stripe’s events"),
        "mail": N_("Mails"),
        "ledger": N_("The books"),
        "reconciliation": N_("Beside Stripe"),
        "fees": N_("Fees"),
        "certificates": N_("Certificates that end"),
        "backup": N_("Backup"),
        "market": N_("The market’s country"),
        "alerts": N_("To see to"),
    },
    "vat_class": {
        "food": N_("Food"),
        "standard": N_("Other goods"),
        "zero": N_("Without tax"),
    },
}
OVERSIGHT_NOTICES: Mapping[str, str] = {
    "person-locked": N_("They are locked out."),
    "person-unlocked": N_("They may sign in again."),
    "role-proposed": N_("Another operator is asked to agree."),
    "role-confirmed": N_("They have the role."),
    "role-declined": N_("The proposal is declined."),
    "role-withdrawn": N_("They no longer have the role."),
    "event-again": N_("A worker handles it again now."),
    "task-again": N_("A worker tries it again now."),
    "fees-proposed": N_("The proposal is written down. Nothing has changed by it."),
    "fees-announced": N_("The new fees are announced. Everybody can read them now."),
    "fees-withdrawn": N_("The change is taken back. The fees in force go on."),
}
OVERSIGHT_REFUSALS: Mapping[str, str] = {
    "no_such_person": N_("There is nobody of that number."),
    "not_on_oneself": N_("Nobody locks themselves out, or gives themselves a role."),
    "last_operator": N_("Somebody must be left who can run the market."),
    "person_locked": N_("They are locked out."),
    "person_not_locked": N_("They are not locked out."),
    "role_held": N_("They have the role already, or it is proposed."),
    "role_not_held": N_("They do not have the role any more."),
    "no_such_verifying_organisation": N_("Say which federation or network they verify for."),
    "role_proposal_decided": N_("Somebody has decided on it meanwhile."),
    "second_operator_needed": N_("Another operator than who proposed it has to agree."),
    "task_failure_settled": N_("It has succeeded meanwhile."),
    "fees_too_high": N_("Together the shares are more than half of the goods."),
    "notice_too_short": N_("That day is too soon: producers must be told ahead."),
    "fees_unchanged": N_("These are the fees of that day already."),
    "fee_change_decided": N_("Somebody has announced it or taken it back meanwhile."),
    "fee_change_waiting": N_("Another change is announced and has not begun. It comes first, or is taken back."),
    "no_such_month": N_("Choose a month that is over."),
}
