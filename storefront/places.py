"""Where parcels can be sent, and where things are read of."""

# The API has the last word: a country whose VAT it does not know is refused.
DELIVERY_COUNTRIES = ("FR", "BE", "DE", "ES", "IT", "LU", "NL", "PT")

_OPERATOR_LISTS = {"ref": "refunds", "hld": "holds", "dsp": "disputes"}


def operator_place(thing: str) -> str:
    """Where an operator reads of a thing, by the kind that its number names; "" where there is no page of it."""
    kind = thing.partition("_")[0]
    if kind == "ord":
        return f"/operator/orders/{thing}"
    if kind == "whe":
        return f"/operator/webhooks/{thing}"
    if kind == "run":
        return f"/operator/payouts/{thing}"
    return f"/operator/{_OPERATOR_LISTS[kind]}#{thing}" if kind in _OPERATOR_LISTS else ""
