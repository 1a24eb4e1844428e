"""What credentials are signed with, and where each of them is marked when it no longer holds."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from models.base import Table, check, moment, one_of, own_id, ref, words
from models.enums import StatusPurpose


class SigningKey(Table, table=True):
    """An Ed25519 key of an issuer. Its public half is kept for good: what was signed with it stays verifiable.

    `sealed_private_key` is encrypted, and gone once the key is retired. `compromised_at`: since when a signature of it
    proves nothing.
    """

    __tablename__ = "signing_key"
    __table_args__ = (
        check("public_key_is_ed25519", "length(public_key) = 32"),
        check("retired_keys_sign_nothing", "(retired_at is null) = (sealed_private_key is not null)"),
        check("compromised_keys_are_retired", "compromised_at is null or retired_at is not null"),
        Index("uq_signing_key_current", "issuer_id", unique=True, postgresql_where=text("retired_at is null")),
    )

    id: str = own_id("sgk")
    issuer_id: str = ref("organisation.id", index=True)
    public_key: bytes = Field(sa_type=LargeBinary, unique=True)
    sealed_private_key: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    created_at: datetime = moment()
    retired_at: datetime | None = moment(default=None, nullable=True)
    compromised_at: datetime | None = moment(default=None, nullable=True)


class StatusList(Table, table=True):
    """One Bitstring Status List of an issuer. Its bits are computed when it is read; only places are stored."""

    __tablename__ = "status_list"
    __table_args__ = (
        one_of("purpose", StatusPurpose),
        check("number_positive", "number > 0"),
        UniqueConstraint("issuer_id", "purpose", "number"),
    )

    id: str = own_id("stl")
    issuer_id: str = ref("organisation.id")
    purpose: StatusPurpose = words()
    number: int
    created_at: datetime = moment()


class StatusEntry(Table, table=True):
    """A certificate's place in a list, drawn at random and never given to another: append-only.

    A certificate that is reinstated gets another: what was revoked stays so.
    """

    __tablename__ = "status_entry"
    __table_args__ = (
        check("position_in_list", "position between 0 and 131071"),
        Index("ix_status_entry_certificate", "certificate_id", "status_list_id"),
    )

    status_list_id: str = ref("status_list.id", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    certificate_id: str = ref("certificate.id")
    created_at: datetime = moment()
