"""What became of the facts about a scheme."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.base import Table, moment, own_id, ref, words


class SchemeChange(Table, table=True):
    """Append-only: a fact of a scheme became another, out of which file. `before` is null for what was not known."""

    __tablename__ = "scheme_change"

    id: str = own_id("sch")
    scheme_id: str = ref("scheme.id", index=True)
    fact: str = words()
    before: object = Field(default=None, sa_type=JSONB, nullable=True)
    after: object = Field(default=None, sa_type=JSONB, nullable=True)
    file_sha256: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime = moment()
