"""Stored words as people say them. `N_` marks a text for the translators; it is translated where it is shown."""

from collections.abc import Mapping

from storefront.agreement_words import AGREEMENT_WORDS
from storefront.alert_words import ALERT_WORDS
from storefront.cart_words import CART_WORDS
from storefront.certificate_words import CERTIFICATE_WORDS
from storefront.fund_words import FUND_WORDS
from storefront.import_words import IMPORT_WORDS
from storefront.lending_words import LENDING_WORDS
from storefront.mail_words import MAIL_WORDS
from storefront.network_words import NETWORK_WORDS
from storefront.oversight_words import OVERSIGHT_WORDS
from storefront.picture_words import PICTURE_WORDS
from storefront.premium_words import PREMIUM_WORDS
from storefront.round_words import ROUND_WORDS
from storefront.statement_words import STATEMENT_WORDS
from storefront.webhook_words import WEBHOOK_WORDS


def N_(text: str) -> str:
    return text


WORDS: Mapping[str, Mapping[str, str]] = {
    **ALERT_WORDS,
    **CART_WORDS,
    **CERTIFICATE_WORDS,
    **FUND_WORDS,
    **PREMIUM_WORDS,
    **AGREEMENT_WORDS,
    **IMPORT_WORDS,
    **LENDING_WORDS,
    **ROUND_WORDS,
    **NETWORK_WORDS,
    **STATEMENT_WORDS,
    **MAIL_WORDS,
    **WEBHOOK_WORDS,
    **OVERSIGHT_WORDS,
    **PICTURE_WORDS,
    "part": {
        "producer": N_("The producers, for the goods"),
        "premium": N_("Fair-trade premium, decided on by the members"),
        "federation_dues": N_("Dues of the producers’ federation"),
        "solidarity": N_("Solidarity fund"),
        "market_fee": N_("Running this market"),
        "vat": N_("Value-added tax"),
        "shipping": N_("Delivery"),
        "fee_vat": N_("Value-added tax on running this market"),
        "minimum_price_topup": N_("Added by the market, up to the minimum price"),
        "minimum_price_subsidy": N_("Put in by the market for the minimum price"),
        "discount_subsidy": N_("Put in by the market for the promotion"),
        "contribution": N_("Added by you for the solidarity fund"),
        "tier_support": N_("Supporters’ price, for the solidarity fund"),
        "tier_relief": N_("From the solidarity fund"),
        "returned": N_("Went back to you"),
    },
    "listing_source": {
        "ica_youth": N_("Youth-led co-operatives (ICA)"),
        "uk_workers": N_("Worker co-operatives of the United Kingdom"),
        "susy": N_("Map of the solidarity economy in Europe (SUSY)"),
    },
    "line": {
        "agrarian": N_("From the land: farmers and their co-operatives"),
        "enterprise": N_("From the workshop: worker-owned and small enterprises"),
        "indigenous_collective": N_("From the community: indigenous and collective production"),
    },
    "relation": {
        "landless_workers": N_("Landless workers"),
        "family_farmers": N_("Family farmers"),
        "agricultural_coop": N_("Agricultural co-operative"),
        "self_employed": N_("Self-employed"),
        "small_local_business": N_("Small local business"),
        "high_road_business": N_("Business on good terms with its workers"),
        "worker_coop": N_("Workers’ co-operative"),
        "collective": N_("Collective"),
        "community_business": N_("Community business"),
        "indigenous_collectivist": N_("Indigenous collective"),
    },
    "order": {
        "placed": N_("Waiting for payment"),
        "paid": N_("Paid"),
        "cancelled": N_("Cancelled"),
        "expired": N_("Expired: nothing was charged"),
        "refunded": N_("Refunded"),
    },
    "parcel": {
        "waiting": N_("Waiting for payment"),
        "to_pack": N_("To pack"),
        "shipped": N_("On its way"),
        "delivered": N_("Delivered"),
        "cancelled": N_("Cancelled"),
    },
    "share": {
        "awaiting_payment": N_("awaiting your payment"),
        "earned": N_("set aside"),
        "on_its_way": N_("on its way"),
        "arrived": N_("arrived"),
        "paid": N_("arrived"),
    },
    "refund": {
        "pending": N_("on its way to you"),
        "succeeded": N_("sent to your bank"),
        "returned": N_("your bank did not take it; the market sees to it"),
        "cancelled": N_("did not come about"),
    },
    "refund_kind": {
        "lines": N_("Given back"),
        "cancellation": N_("Called off"),
        "return": N_("Goods sent back"),
        "goodwill": N_("Given by the market of its own"),
        "late_payment": N_("Paid too late"),
        "dashboard": N_("Given back"),
        "dispute": N_("Disputed payment"),
    },
    "return": {
        "requested": N_("The producer has not answered yet."),
        "accepted": N_("The producer takes it back."),
        "refused": N_("The producer does not take it back."),
        "withdrawn": N_("Kept after all."),
        "received": N_("It is back, and its money goes back."),
    },
    "payout": {
        "in_transit": N_("On its way"),
        "paid": N_("Arrived"),
        "failed": N_("Did not work"),
        "cancelled": N_("Cancelled"),
        "returned": N_("Came back"),
    },
    "payout_account": {
        "pending": N_("Not ready yet"),
        "active": N_("Ready"),
        "restricted": N_("Stopped"),
        "closed": N_("Closed"),
    },
    "asked": {
        "bank_account": N_("your bank account"),
        "terms": N_("your consent to its terms"),
        "identity": N_("an identity document"),
        "organisation": N_("details of your organisation"),
        "people": N_("details of the people behind it"),
        "more": N_("more details"),
    },
    "return_ended": {
        "refused": N_("You did not take it back."),
        "withdrawn": N_("The buyer kept it after all."),
        "received": N_("It is back, and its money went back."),
    },
    "purpose": {
        "goods": N_("for goods"),
        "premium": N_("premium"),
        "dues": N_("dues"),
        "fund": N_("solidarity fund"),
    },
    "rail": {
        "stripe_connect": N_("Through Stripe"),
        "manual_bank": N_("By bank transfer"),
    },
    "road": {
        "stripe_connect": N_(
            "Money to your country goes through Stripe, which asks for the bank account itself. We never see it."
        ),
        "manual_bank": N_("Money to your country goes by bank transfer, to the account that you name."),
    },
    "product": {
        "draft": N_("Not on sale"),
        "scheduled": N_("Planned"),
        "published": N_("On sale"),
        "archived": N_("Archived"),
    },
    "refund_state": {
        "pending": N_("under way"),
        "succeeded": N_("gone to the buyer"),
        "returned": N_("came back"),
        "cancelled": N_("did not come about"),
    },
    "liable": {
        "producer": N_("The producers give their shares back"),
        "platform": N_("The market bears it; the producers keep theirs"),
    },
    "hold": {
        "dispute": N_("The buyer disputes the payment"),
        "fraud_warning": N_("A bank suspects that the card was stolen"),
        "certificate_lapsed": N_("A certificate has ended"),
        "account_not_verified": N_("The account is not verified"),
        "manual": N_("The market looks into it"),
    },
    "account": {
        "asset": N_("asset"),
        "liability": N_("owed"),
        "income": N_("income"),
        "expense": N_("expense"),
    },
    "text_origin": {
        "human": N_("translated by a person"),
        "machine": N_("translated by a machine"),
    },
    "facet": {
        "category": N_("Category"),
        "producer": N_("Producer"),
        "scheme": N_("Certificate"),
        "origin": N_("Origin"),
        "value": N_("Producer’s own statement"),
        "assurance": N_("Who checks"),
        "ships_to": N_("Sent to"),
        "relation": N_("Kind of work"),
        "line": N_("Where it comes from"),
        "structure": N_("Kind of organisation"),
    },
    # Organisational structures of ESSGlobal.
    "structure": {
        "OS10": N_("Community group"),
        "OS20": N_("Not-for-profit organisation"),
        "OS30": N_("Social enterprise"),
        "OS40": N_("Charity"),
        "OS50": N_("Company"),
        "OS60": N_("Workers’ co-operative"),
        "OS80": N_("Consumer co-operative"),
        "OS90": N_("Producers’ co-operative"),
        "OS100": N_("Co-operative of several groups"),
        "OS110": N_("Co-operative of co-operatives"),
        "OS115": N_("Co-operative"),
        "OS150": N_("Self-employed"),
        "OS160": N_("Unincorporated"),
        "OS170": N_("Mutual"),
    },
    "unit": {"kg": N_("kg"), "l": N_("litre"), "piece": N_("piece"), "m": N_("metre"), "lb": N_("lb")},
    "net_unit": {
        "g": N_("grams"),
        "kg": N_("kilograms"),
        "oz": N_("ounces"),
        "lb": N_("pounds"),
        "ml": N_("millilitres"),
        "cl": N_("centilitres"),
        "l": N_("litres"),
        "m": N_("metres"),
        "piece": N_("pieces"),
        "pair": N_("pairs"),
    },
    "window": {
        "yearly": N_("Every year"),
        "dates": N_("Once, between two dates"),
        "preorder": N_("Ordered ahead"),
    },
    "sheet": {
        "no_such_variant": N_("This is no size of a product of yours."),
        "variant_twice": N_("This size stands in the sheet twice."),
        "bad_price": N_("This is no price such as 12.50."),
        "bad_stock": N_("There cannot be so many."),
        "other_currency": N_("Prices here are in another currency."),
        "price_not_chargeable": N_("Nobody can be charged such a sum."),
        "price_below_premium": N_("The premium is a part of the price, and cannot be all of it."),
        "price_too_low": N_("At this price nothing would be left after tax and premium."),
        "price_not_allowed": N_("Less than the minimum price would reach you."),
        "changed_meanwhile": N_("Somebody has set another price since you took the sheet."),
        "stock_held": N_("Open orders hold more than would be left."),
    },
}
