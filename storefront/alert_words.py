"""The words of what operators have to look at."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


ALERT_WORDS: Mapping[str, Mapping[str, str]] = {
    "alert": {
        "money_in_suspense": N_("Money that nobody can place"),
        "refund_returned": N_("A refund came back"),
        "refund_in_dashboard": N_("A refund made in Stripe’s dashboard"),
        "dispute_opened": N_("A payment is disputed"),
        "fraud_warning": N_("A bank suspects that a card was stolen"),
        "unknown_transaction": N_("A movement at Stripe that has no rule"),
        "reconciliation_differs": N_("Stripe and the books differ"),
        "event_unlike_ours": N_("Stripe tells of something that is not ours"),
        "operation_ended_otherwise": N_("Stripe did what had been given up"),
        "stripe_refuses_us": N_("Stripe refuses what the market asks"),
        "bank_payout_failed": N_("A bank did not take a payout of Stripe’s"),
        "account_deauthorized": N_("An organisation left the market at Stripe"),
        "currency_converted": N_("Stripe has changed money into another currency"),
        "webhook_disabled": N_("A webhook that nobody answers any more"),
        "mail_given_up": N_("Mails that could not be delivered"),
    },
}
