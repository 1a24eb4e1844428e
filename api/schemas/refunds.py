"""Calling off, sending back, giving back: what goes to a buyer again and who bears it."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, LongText, MoneyOut, Out, PositiveCount, ShortText, Text, money_out
from market.earnings.queries import HoldFact
from market.payments.returns.queries import ReturnedLine
from models.enums import HoldReason, LiableParty, RefundKind, RefundState, ReturnState
from models.orders import ReturnRequest
from models.payments import Dispute, Refund

_IdText = Annotated[Text, StringConstraints(min_length=1, max_length=64)]
_Minor = Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]


class CancelIn(In):
    """Why; the buyer and the producer both read it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Ordered twice"}]})

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class RefundOut(Out):
    """Money on its way back to a buyer. States: pending, succeeded, returned (the buyer's bank did not take it; the
    market sees to it), cancelled."""

    id: str
    order_id: str
    kind: RefundKind
    state: RefundState
    amount: MoneyOut
    liable: LiableParty
    reason: str
    failure: str | None
    stripe_refund_id: str | None
    created_at: datetime
    settled_at: datetime | None

    @classmethod
    def of(cls, refund: Refund) -> "RefundOut":
        return cls(
            id=refund.id,
            order_id=refund.order_id,
            kind=refund.kind,
            state=refund.state,
            amount=money_out(refund.amount_minor, refund.currency),
            liable=refund.liable,
            reason=refund.reason,
            failure=refund.failure,
            stripe_refund_id=refund.stripe_refund_id,
            created_at=refund.created_at,
            settled_at=refund.settled_at,
        )


class CancelledOut(Out):
    """The parcels that will not be sent; `refund` is null when nothing had been paid."""

    parcel_ids: list[str]
    refund: RefundOut | None


class RefundLineIn(In):
    """Units of a line, or money for it, or both: then the money is what goes back. Neither means all that is left."""

    order_line_id: _IdText
    quantity: Annotated[int, Field(strict=True, ge=0, le=999)] = 0
    amount: _Minor | None = Field(default=None, description="minor units of the order's currency")


class RefundIn(In):
    """Lines and parcels' shipping to give back. `liable` says who bears what had been paid out already."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "lines": [{"order_line_id": "li_019aadd8c67d7f3e8d5f0c1b2a3d4e5f", "quantity": 1}],
                    "liable": "producer",
                    "reason": "The bag had burst",
                }
            ]
        },
    )

    lines: Annotated[list[RefundLineIn], Field(max_length=100)] = Field(default_factory=list)
    parcel_ids: Annotated[list[_IdText], Field(max_length=100, description="whose shipping goes back")] = Field(
        default_factory=list
    )
    contribution: bool = Field(default=False, description="what the buyer had added for the solidarity fund goes back")
    liable: Annotated[LiableParty, Field(strict=False)]
    reason: ShortText
    restock: bool = Field(default=False, description="the units are for sale again")


class GoodwillIn(In):
    """Something out of the market's own pocket."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"amount": 500, "reason": "Two weeks late"}]}
    )

    amount: _Minor = Field(description="minor units of the order's currency")
    reason: ShortText


class SettledIn(In):
    """How a refund that came back reached its buyer all the same."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reference": "2026112700012345"}]})

    reference: ShortText


class GivenUpIn(In):
    """How a buyer has the money of a refund that came back, in a way that the market has borne."""

    because: ShortText


class ReturnLineIn(In):
    order_line_id: _IdText
    quantity: PositiveCount


class ReturnIn(In):
    """What of one parcel shall come back, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "parcel_id": "pcl_019aadd8c67d7f3e8d5f0c1b2a3d4e5f",
                    "lines": [{"order_line_id": "li_019aadd8c67d7f3e8d5f0c1b2a3d4e5f", "quantity": 1}],
                    "reason": "The grind is too coarse",
                }
            ]
        },
    )

    parcel_id: _IdText
    lines: Annotated[list[ReturnLineIn], Field(min_length=1, max_length=100)]
    reason: ShortText


class ReturnAnswerIn(In):
    """What the buyer is told: where to send the goods, or why not."""

    answer: Annotated[LongText, StringConstraints(min_length=1, max_length=1000)]


class ReturnReceivedIn(In):
    restock: bool = Field(default=False, description="the units are for sale again")


class ReturnedLineOut(Out):
    order_line_id: str
    name: str
    variant_label: str
    quantity: int


class ReturnOut(Out):
    """Goods that come back: requested, then accepted or refused by the producer, or withdrawn by the buyer; received
    once they have come, and then refunded by `refund_id`."""

    id: str
    order_id: str
    parcel_id: str
    state: ReturnState
    reason: str
    answer: str
    lines: list[ReturnedLineOut]
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None
    refund_id: str | None

    @classmethod
    def of(cls, asked: ReturnRequest, lines: list[ReturnedLine]) -> "ReturnOut":
        return cls(
            id=asked.id,
            order_id=asked.order_id,
            parcel_id=asked.parcel_id,
            state=asked.state,
            reason=asked.reason,
            answer=asked.answer,
            lines=[ReturnedLineOut.model_validate(line) for line in lines],
            requested_at=asked.requested_at,
            decided_at=asked.decided_at,
            received_at=asked.received_at,
            refund_id=asked.refund_id,
        )


class DisputeOut(Out):
    """A payment that a buyer's bank questions. `status` and `reason` are Stripe's words; `charged_to` says who bears it
    once it is lost."""

    id: str
    order_id: str
    stripe_dispute_id: str
    status: str
    reason: str
    amount: MoneyOut
    withdrawn: MoneyOut
    reinstated: MoneyOut
    charged_to: LiableParty | None
    due_at: datetime | None
    created_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, dispute: Dispute) -> "DisputeOut":
        return cls(
            id=dispute.id,
            order_id=dispute.order_id,
            stripe_dispute_id=dispute.stripe_dispute_id,
            status=dispute.status,
            reason=dispute.reason,
            amount=money_out(dispute.amount_minor, dispute.currency),
            withdrawn=money_out(dispute.withdrawn_minor, dispute.currency),
            reinstated=money_out(dispute.reinstated_minor, dispute.currency),
            charged_to=dispute.charged_to,
            due_at=dispute.due_at,
            created_at=dispute.created_at,
            closed_at=dispute.closed_at,
        )


class ChargeIn(In):
    """Who bears a dispute that was lost, and on what evidence."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "producer", "reason": "Never sent; they say so"}]}
    )

    to: Annotated[LiableParty, Field(strict=False)]
    reason: ShortText


class HoldIn(In):
    """Let money wait: of one order, or everything that an organisation has coming."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"order_id": "ord_019aadd8c67d7f3e8d5f0c1b2a3d4e5f", "note": "The buyer reports mould"}]
        },
    )

    order_id: _IdText | None = None
    organisation_id: _IdText | None = None
    note: ShortText


class ReleaseIn(In):
    """Why the money is free again."""

    note: ShortText


class HoldOut(Out):
    """Why somebody's money waits."""

    id: str
    reason: HoldReason
    order_id: str | None
    organisation_id: str | None
    note: str
    placed_at: datetime
    released_at: datetime | None
    release_note: str

    @classmethod
    def of(cls, hold: HoldFact) -> "HoldOut":
        return cls(
            id=hold.id,
            reason=hold.reason,
            order_id=hold.order_id,
            organisation_id=hold.organisation_id,
            note=hold.note,
            placed_at=hold.placed_at,
            released_at=hold.released_at,
            release_note=hold.release_note,
        )
