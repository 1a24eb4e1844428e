"""Where one's own orders went, as the API shows it."""

from datetime import datetime

from api.schemas.base import Out


class OwnAddressOut(Out):
    """Where an order of one's own went, the newest that went there: a checkout takes both as they are."""

    order_id: str
    placed_at: datetime
    full_name: str
    shipping_address: dict[str, str]


class OwnAddressesOut(Out):
    data: list[OwnAddressOut]
