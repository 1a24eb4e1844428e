"""What the nodes of the flows are called."""

from collections.abc import Mapping

from market.impact.series.rules import Node


def N_(text: str) -> str:
    return text


OTHERS = N_("All other producers")

NODES: Mapping[Node, str] = {
    Node.BUYERS: N_("Buyers, in this period"),
    Node.EARLIER: N_("Set aside earlier"),
    Node.MARKET_PUTS_IN: N_("Put in by the market"),
    Node.PRODUCERS: N_("Producers, for the goods"),
    Node.PREMIUM: N_("Fair-trade premium"),
    Node.FEDERATIONS: N_("Producers’ federations"),
    Node.FUND: N_("Solidarity fund"),
    Node.MARKET: N_("The market"),
    Node.TREASURY: N_("Value-added tax"),
    Node.CARRIERS: N_("Delivery"),
    Node.SENT: N_("Sent to producers"),
    Node.SET_ASIDE: N_("Set aside for producers"),
    Node.FUND_OUT: N_("Given by the fund"),
    Node.FUND_ADMIN: N_("Running the fund"),
    Node.FUND_KEPT: N_("Kept in the fund"),
    Node.DUES: N_("Work of the federations"),
    Node.RUNNING: N_("Running the market"),
    Node.TAX: N_("Tax offices"),
    Node.DELIVERY: N_("Carriers"),
}
