"""Shapes of what a person owns."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out


class ErasedOut(Out):
    """The account is gone; this is the last answer that its token gets."""

    erased_at: datetime
    orders_kept: int = Field(description="Orders that stay in the books, without a name or an address")
