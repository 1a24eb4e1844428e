"""Labels that have ended, as the API shows them."""

from datetime import date
from typing import Literal

from api.schemas.base import Out
from api.schemas.catalog import NamedOut, SchemeShortOut
from models.enums import ReasonCode


class EndedClaimOut(Out):
    """A label that was carried and is carried no more; nobody may show it as a claim. `certificate_id` opens its proof.

    `ended_on` is the day of the decision; for `expired` the certificate's last day, after which it ended; for
    `mandate_withdrawn` and `not_verified` the day from which no federation has vouched for it. `decided_by` and the
    reason are of suspensions and withdrawals.
    """

    scheme: SchemeShortOut
    certificate_id: str
    number: str
    ended_as: Literal[
        "expired", "suspended", "withdrawn", "surrendered", "superseded", "mandate_withdrawn", "not_verified"
    ]
    ended_on: date
    valid_until: date
    decided_by: NamedOut | None
    reason_code: ReasonCode | None
    reason_text: str | None


class EndedClaimsOut(Out):
    """Of each scheme the last certificate, if it ended within twelve months and no other stands for it."""

    data: list[EndedClaimOut]
