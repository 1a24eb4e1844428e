"""The words of webhooks: what is told, how it stands, and what came back."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


WEBHOOK_WORDS: Mapping[str, Mapping[str, str]] = {
    "webhook_kind": {
        "order.paid": N_("An order is paid"),
        "parcel.shipped": N_("A parcel is on its way"),
        "parcel.delivered": N_("A parcel has arrived"),
        "refund.made": N_("A buyer gets money back"),
        "payout.paid": N_("A payout has arrived"),
        "payout.returned": N_("A payout came back"),
        "certificate.verified": N_("A certificate is verified"),
        "certificate.suspended": N_("A certificate is suspended"),
        "certificate.withdrawn": N_("A certificate is withdrawn"),
        "statement.published": N_("An impact statement is ready"),
        "webhook.test": N_("A test"),
    },
    "webhook": {
        "active": N_("is told"),
        "disabled": N_("disabled"),
    },
    "webhook_reason": {
        "owner": N_("You disabled it. What happens meanwhile is kept for it, 30 days long."),
        "operator": N_("The market disabled it. Please ask its operators."),
        "gone": N_("It answered that there is nothing any more (410)."),
        "failing": N_("Ten attempts to tell it something have failed, over three days."),
    },
    "webhook_delivery": {
        "waiting": N_("waits to be sent"),
        "delivered": N_("delivered"),
        "failed": N_("failed"),
    },
    "webhook_outcome": {
        "accepted": N_("taken"),
        "refused": N_("answered otherwise than 2xx"),
        "no_answer": N_("no answer"),
        "not_allowed": N_("the name leads to an address that is not on the open internet"),
    },
}
WEBHOOK_NOTICES: Mapping[str, str] = {
    "webhook-changed": N_("The webhook is changed."),
    "webhook-enabled": N_("The webhook is told again, beginning with what it missed."),
    "webhook-disabled": N_("The webhook is told nothing for now. What happens is kept for it."),
    "webhook-removed": N_("The webhook is removed."),
    "webhook-tested": N_("A test is on its way. Look at this page again in a moment."),
    "webhook-replayed": N_("It will be told again in a moment."),
    "webhook-nothing-to-replay": N_("Nothing failed in these days, so nothing is told again."),
}
WEBHOOK_REFUSALS: Mapping[str, str] = {
    "webhook_address_refused": N_(
        "A webhook’s address begins with https://, has no password in it, and is on the open internet."
    ),
    "too_many_webhooks": N_("There are as many webhooks as an organisation can have. Remove one first."),
    "webhook_disabled": N_("The webhook is disabled: enable it first, and it gets what it missed."),
    "webhook_stopped_by_operator": N_("The market disabled it. Please ask its operators."),
    "webhook_period_not_sensible": N_("The first day comes before the last."),
    "no_such_webhook": N_("There is no such webhook, or a steward looks after it."),
    "no_such_webhook_delivery": N_("That is not kept any more: what was told is forgotten after 30 days."),
}
