"""The words of funds: what comes in, what they are used for, and what is said when somebody gives."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


FUND_WORDS: Mapping[str, Mapping[str, str]] = {
    "fund_line": {
        "solidarity": N_("Shares of prices"),
        "contribution": N_("Added by buyers"),
        "tier_support": N_("Supporters’ prices"),
        "tier_relief": N_("Solidarity prices"),
        "paid_in": N_("Paid in"),
        "given_back": N_("Went back with refunds"),
        "grant": N_("Given"),
        "investment": N_("Invested"),
        "repaid": N_("Came back of what was lent"),
        "interest": N_("Interest on what was lent"),
        "admin": N_("What running it cost"),
        "redemption": N_("Paid for units given back"),
        "correction": N_("Put right"),
    },
    "fund_use": {
        "tier": N_("pays the difference to the fair price"),
        "grant": N_("gives"),
        "investment": N_("invests"),
        "admin": N_("bears what running it costs"),
    },
    "fund_kind": {
        "solidarity": N_("Solidarity fund"),
        "premium": N_("Premium fund"),
        "labour_investment": N_("Labour investment fund"),
    },
    "tier": {
        "solidarity": N_("Solidarity price"),
        "fair": N_("Fair price"),
        "supporter": N_("Supporters’ price"),
    },
}
FUND_NOTICES: Mapping[str, str] = {
    "contribution": N_("Thank you. It is added for the solidarity fund."),
    "contribution-dropped": N_("Nothing is added."),
    "units-given-back": N_("Notice is given. What they are worth by then is paid when its days have passed."),
    "tiers-kept": N_("These prices hold from now on."),
}
FUND_REFUSALS: Mapping[str, str] = {
    "solidarity_fund_is_empty": N_("The solidarity fund cannot pay that much now. The fair price is still to be had."),
    "no_such_tier": N_("This is not to be had at that price now."),
    "no_solidarity_fund": N_("There is no solidarity fund to add something to now."),
    "contribution_too_large": N_("That is more than is taken this way. Please write to us."),
    "no_such_unit_holder": N_("The organisation holds no units of this fund, or you do not speak for it."),
    "too_few_units": N_("That is more than you hold and have not given back."),
    "tiers_out_of_range": N_("At most half the price below, and as much again above."),
}
