"""What an order's price was made of."""

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, expect_id
from api.policy import Action, Resource
from api.routes.orders import OrderSecret
from api.routing import Routes
from api.schemas.breakdowns import OrderBreakdownOut
from api.shapes.breakdowns import order_breakdown_out
from market.orders.breakdown_queries import read_order_breakdown
from market.orders.reach import Reach

routes = Routes(prefix="/v1/orders", tags=["breakdowns"])


@routes.get("/{order_id}/breakdown", policy=(Resource.ORDER, Action.READ))
def read(
    order_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, secret: OrderSecret = None
) -> OrderBreakdownOut:
    """One's own order taken apart as it was frozen: every part of every line and parcel, who pays it, who gets it, and
    the rule that made it. Later changes of prices and rules never touch it."""
    with database.reading() as session:
        view = read_order_breakdown(session, order_id=expect_id("ord", order_id), reach=Reach(caller.person_id, secret))
        return order_breakdown_out(view, lang)
