"""The words of trade agreements, what is said after an act, and what is refused."""

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
    "agreement_problem": {
        "two_different_parties": N_("Two different parties are needed, each of them once."),
        "proposer_is_no_party": N_("Your organisation has to be one of the parties."),
        "ends_before_it_begins": N_("The last day has to come after the first."),
        "says_nothing": N_("Name something that is traded without a fee, or a commitment."),
        "compensation_needs_fund": N_("A compensation needs both a rate and a fund."),
        "product_or_category": N_("Each line of goods is one product or one category."),
        "giver_is_no_party": N_("Knowledge is shared by one of the parties."),
        "commitment_between_parties": N_("Each commitment is from one party to another."),
        "quantity": N_("Each commitment is of more than nothing, with three decimals at most."),
        "due_outside_agreement": N_("Each commitment is due within the days of the agreement."),
        "answers_another_side": N_("A commitment can answer an earlier one, of its receiver to its giver."),
    },
}
AGREEMENT_NOTICES: Mapping[str, str] = {
    "agreement-proposed": N_("It is proposed, and signed for your side. It holds when all have signed."),
    "agreement-signed": N_("You have signed."),
    "agreement-declined": N_("You have declined. This version will not hold."),
    "agreement-ended": N_("The agreement has ended."),
    "delivery-stated": N_("It is written down. It counts when the other side confirms it."),
    "delivery-answered": N_("Your answer is written down."),
}
AGREEMENT_REFUSALS: Mapping[str, str] = {
    "agreement_not_sensible": N_("The agreement does not hold together."),
    "no_such_party": N_("There is no such organisation that could sign."),
    "no_such_good": N_("There is no such product of a party, or no such category."),
    "no_such_compensation_fund": N_("There is no such fund in the agreement’s currency."),
    "agreement_answered": N_("This version was signed or declined by you already, or is over."),
    "another_text": N_("The text has changed since you read it. Please read it again."),
    "amendment_waits": N_("A later version waits for signatures already."),
    "no_such_commitment": N_("There is no such commitment of yours that is in force."),
    "no_such_delivery": N_("There is no such delivery of yours."),
    "delivery_answered": N_("The other side answers, and only once."),
    "delivery_not_sensible": N_("A delivery is of more than nothing, and was made by today."),
}
