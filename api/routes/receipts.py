"""Who got what of one's own order, to read and to keep."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routes.orders import OrderSecret
from api.routing import Routes
from api.schemas.receipts import ReceiptOut
from market.impact.receipts.read_receipt import read_receipt
from market.impact.receipts.receipt_page import receipt_page
from market.orders.reach import Reach

routes = Routes(prefix="/v1/orders", tags=["orders"])


@routes.get("/{order_id}/receipt", policy=(Resource.ORDER, Action.READ))
def receipt(
    order_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, secret: OrderSecret = None
) -> ReceiptOut:
    """The split of the books of one's own paid order, each transfer that was made, and what went back."""
    reach, wanted = Reach(caller.person_id, secret), expect_id("ord", order_id)
    with database.reading() as session:
        return ReceiptOut.of(read_receipt(session, order_id=wanted, reach=reach, lang=lang), lang)


@routes.get("/{order_id}/receipt.pdf", policy=(Resource.ORDER, Action.READ), response_class=Response)
def receipt_pdf(
    order_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    lang: Lang,
    now: Now,
    secret: OrderSecret = None,
) -> Response:
    """The same as a tagged PDF (PDF/UA-1), as the books stand now."""
    reach, wanted = Reach(caller.person_id, secret), expect_id("ord", order_id)
    with database.reading() as session:
        found = read_receipt(session, order_id=wanted, reach=reach, lang=lang)
    return Response(
        receipt_page(found, lang=lang, now=now, api_url=settings.api_url),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="receipt-{wanted}-{now.date()}.{lang}.pdf"'},
    )
