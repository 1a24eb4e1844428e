"""The words of the comparison."""


def N_(text: str) -> str:
    return text


ALL_GOODS = N_("All goods")
OTHER_GOODS = N_("Other goods, together")
TOO_FEW = N_("fewer than 5 orders")
NOTHING_KEPT = N_("nothing was sold that was not given back")
FORMULA = N_("100 × (producers’ part + premium) / (price of goods − VAT), after what was given back")
WHAT_IT_IS = N_(
    "What producers get of the whole price that buyers pay here for goods, without VAT and shipping, in the orders "
    "that were paid in these months."
)
DIFFER = N_(
    "The findings from elsewhere are shares of what buyers pay extra for a label, not of the whole price, and come "
    "from estimates, not from books. They stand here to be read, not to be ranked against our figures."
)
