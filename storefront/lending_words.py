"""The words of prefinance and of where a fund's money may go."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


LENDING_WORDS: Mapping[str, Mapping[str, str]] = {
    "prefinance": {
        "requested": N_("waits for the fund"),
        "declined": N_("declined"),
        "withdrawn": N_("taken back"),
        "granted": N_("being repaid"),
        "repaid": N_("repaid"),
        "written_off": N_("given up"),
    },
    "screen_use": {
        "prefinance": N_("for prefinance"),
        "placement": N_("for idle money"),
    },
    "screen_side": {
        "exclude": N_("never"),
        "include": N_("only"),
    },
}
LENDING_NOTICES: Mapping[str, str] = {
    "prefinance-asked": N_("The fund has been asked. Two of its stewards decide."),
    "prefinance-repaid": N_("It is repaid out of what you earned."),
    "prefinance-withdrawn": N_("Your wish is taken back."),
    "prefinance-decided": N_("It is written down that you said so."),
    "lending-terms-set": N_("These terms hold for what is asked from now on."),
    "screen-added": N_("The screen holds from now on."),
    "screen-ended": N_("The screen holds no more."),
    "money-place-named": N_("Funds can choose this place now."),
    "bank-booked": N_("It is booked."),
    "money-placed": N_("It is written down. What sits elsewhere is taken back before it is used."),
}
LENDING_REFUSALS: Mapping[str, str] = {
    "no_such_lending_fund": N_("This fund gives no prefinance."),
    "no_such_buyer": N_("There is no such organisation that could be the buyer."),
    "more_than_the_share": N_("This is more than the fund sends ahead of an order of that size."),
    "interest_above_cap": N_("The interest is higher than this fund ever takes."),
    "due_too_soon": N_("The whole has to be due on a day to come, within three years."),
    "prefinance_answered": N_("This was answered already, or is over."),
    "prefinance_not_sent": N_("The money has not been sent yet: it cannot be given up."),
    "needs_another_person": N_("Two people decide, neither of them the one who asked, and each only once."),
    "still_owes_prefinance": N_(
        "The organisation still repays another prefinance. The next can be granted after that."
    ),
    "nothing_to_repay_from": N_("There is nothing to repay, or nothing earned that no payout has claimed."),
    "screened_out": N_("A screen of the fund keeps its money from this. The fund’s page says which, and why."),
    "no_such_screen": N_("There is no such screen any more."),
    "screen_is_there": N_("The fund has this screen already."),
    "no_such_money_place": N_("There is no such place for money."),
    "money_place_is_there": N_("There is a place with this name already."),
    "more_than_owed": N_("Less than that is owed; nothing was booked."),
    "repayment_booked_otherwise": N_("Another amount was booked for this bank reference."),
    "no_such_prefinance": N_("There is no such prefinance."),
    "no_such_compensation": N_("There is no such compensation."),
    "compensation_paid": N_("It was paid under another bank reference."),
    "more_than_idle": N_("That is more than lies idle, or more than is there."),
    "fund_of_another_currency": N_("The fund keeps its money in another currency."),
    "fund_too_small": N_("The fund has less than that to give now."),
    "outside_fund_mandate": N_("The fund’s mandate does not name this use."),
    "fund_is_closed": N_("The fund is closed."),
    "no_fund_of_yours": N_("There is no such fund that you are a steward of."),
}
