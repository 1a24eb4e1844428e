"""What members of a network bought for themselves, as everybody may read it."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.networks.period import last_told
from market.networks.purchase_queries import list_bought, list_holdings
from market.networks.purchase_rules import ToldPurchases, trend
from market.networks.read_network import MOST_QUARTERS, get_network
from market.networks.telling_rules import tellable


def tell_purchases(session: Session, id_or_slug: str, *, currency: str, now: datetime) -> list[ToldPurchases]:
    """Quarters that are over and settled, oldest first: of one that runs, two answers would differ by a single order.

    Raises NoNetworkCalled.
    """
    network = get_network(session, id_or_slug)
    last = last_told(now)
    bought = list_bought(session, network.id, currency=currency, before=last.ends_on)
    if not bought:
        return []
    holdings = list_holdings(session, currency=currency, before=last.ends_on)
    told = {quarter for quarter, networks in holdings.items() if network.id in tellable(networks)}
    return trend(bought, told, last=last, most=MOST_QUARTERS)
