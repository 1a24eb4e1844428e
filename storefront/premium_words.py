"""The words of a premium: what members use it for, and what is said when they decide on it."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


PREMIUM_WORDS: Mapping[str, Mapping[str, str]] = {
    "premium_use": {
        "production": N_("Production and tools"),
        "quality": N_("Quality and drying"),
        "education": N_("Schools and training"),
        "health": N_("Health care"),
        "community": N_("Roads, water, community"),
        "environment": N_("Soil, trees and water"),
        "cash": N_("Paid to members in cash"),
        "other": N_("Something else"),
    },
}
PREMIUM_NOTICES: Mapping[str, str] = {
    "premium-decided": N_("The decision of your members is written down."),
    "premium-spent": N_("What you spent is written down."),
}
PREMIUM_REFUSALS: Mapping[str, str] = {
    "more_premium_than_there_is": N_(
        "That is more than has arrived and is not decided on, or than was decided for this."
    ),
    "premium_is_bound": N_(
        "Your scheme binds a part of the premium to another use, and too little would be left for it."
    ),
    "premium_cash_above_cap": N_("That is more cash than your scheme lets be paid out without a vote on just that."),
    "premium_vote_in_the_future": N_("That day is still to come."),
    "premium_vote_without_majority": N_("More than half of those who were there must have said yes."),
}
