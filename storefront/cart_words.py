"""The words of carts: what is no longer as it was shown."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


CART_WORDS: Mapping[str, Mapping[str, str]] = {
    "change": {
        "price_changed": N_("The price has changed"),
        "fewer_left": N_("Fewer are left"),
        "no_longer_for_sale": N_("No longer for sale"),
        "claim_gone": N_("A label no longer applies"),
        "shipping_changed": N_("Its delivery costs something else now"),
        "shipping_gone": N_("It cannot travel any more the way you chose"),
        "promotion_gone": N_("The promotion is over"),
        "tier_changed": N_("The solidarity or supporters’ price has changed"),
        "tier_gone": N_("To be had at the fair price only for now"),
    },
}
