"""Sentences and measures that several definitions share."""

BOOKS = "Sums of booked amounts in minor units; one rounding, half away from zero, at the end."
FLOWS = (
    "What was sent in the period, also for orders of an earlier one; above 100 when more arrived than was earned in it."
)
LEDGER = "The market's double-entry ledger and the price of each order as it was frozen when the order was placed."
TRANSFERS = "Transfers in the ledger, on the day the market sent them, less those that came back."
NO_SALE = "nothing was sold in the period that was not given back"
NO_TRANSFER = "nothing was transferred in the period"
NET = ("sale.gross", "-sale.vat")
