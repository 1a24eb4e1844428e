"""The sentences of a receipt. {amount}, {name}, {day} and {road} come written out."""

from collections.abc import Mapping

from market.impact.receipts.rules import MovementKind
from models.enums import PayoutPurpose, PayoutRail


def N_(text: str) -> str:
    return text


SENT: Mapping[PayoutPurpose, str] = {
    PayoutPurpose.GOODS: N_("{amount} for the goods went to {name} on {day}, {road}."),
    PayoutPurpose.PREMIUM: N_("{amount} of fair-trade premium went to {name} on {day}, {road}."),
    PayoutPurpose.DUES: N_("{amount} of dues went to {name} on {day}, {road}."),
    PayoutPurpose.FUND: N_("{amount} of the fund’s money went to {name} on {day}, {road}."),
}
CAME_BACK: Mapping[MovementKind, str] = {
    MovementKind.CAME_BACK: N_("{amount} came back from the bank of {name} on {day}; they are owed again."),
    MovementKind.REVERSED: N_("{amount} came back from {name} on {day}, for what went back to you."),
}
ROADS: Mapping[PayoutRail, str] = {
    PayoutRail.STRIPE_CONNECT: N_("through Stripe"),
    PayoutRail.MANUAL_BANK: N_("by bank transfer"),
}
ON_ITS_WAY = N_("{amount} are on their way to {name}.")
WAITING = N_("{amount} are set aside for {name}, until the next payout.")
NOT_MOVED_YET = N_("Nothing has been sent on yet. This receipt changes when it is.")

BACK_TO_YOU = N_("{amount} went back to you on {day}.")
BACK_ON_ITS_WAY = N_("{amount} have been on their way back to you since {day}.")
BACK_NOT_TAKEN = N_("{amount} did not reach you: your bank sent them back on {day}. The market sees to it.")

PAGE: Mapping[str, str] = {
    "title": N_("Who got what"),
    "order": N_("Order"),
    "paid_on": N_("Paid on"),
    "bought_for": N_("Bought for"),
    "part": N_("Part"),
    "whom": N_("To"),
    "amount": N_("Amount"),
    "back": N_("Went back to you"),
    "sent": N_("Sent so far"),
    "total": N_("You paid"),
    "refunded": N_("Went back to you"),
    "gift": N_("{amount} of it the market gave of its own"),
    "left": N_("You paid in the end"),
    "moved": N_("What has been sent"),
    "refunds": N_("What goes back to you"),
    "exact": N_("The parts add up to what you paid, to the cent. They are read from the books as they stood on {day}."),
    "bank": N_("A transfer counts on the day the market sent it; the receiving bank may take further days."),
    "page": N_("Page"),
    "bar": N_("What you paid, as a bar: {parts}"),
    "check": N_("Check it yourself"),
    "reference": N_(
        "In all that the market publishes, this order stands as {reference}. Nobody can tell the order from it."
    ),
    "entry": N_("Entry of the books"),
    "on": N_("Day (UTC)"),
    "leaf": N_("SHA-256 of the fact, in the tree of its day"),
    "proved": N_("The market has signed that they are in its books. The proof for each of them:"),
    "not_proved": N_(
        "The market has not signed a statement of all these days yet. Ask for the signed statement of this order on "
        "its page."
    ),
}
