"""What buyers add for the solidarity fund, as the API shows it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.base import In, MoneyOut, Out
from models.enums import ContributionKind


class ContributionIn(In):
    """What to add for the solidarity fund. `value` is minor units (fixed), hundredths of a per cent of the goods
    (percent), or absent (round_up: to the next whole unit of what is paid)."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"kind": "fixed", "value": 200}]}
    )

    kind: Literal["fixed", "percent", "round_up"]
    value: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class ContributionOut(Out):
    """What is added for the solidarity fund, and what that comes to now."""

    kind: ContributionKind
    value: int
    amount: MoneyOut
