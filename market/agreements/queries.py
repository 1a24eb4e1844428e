"""SQL of agreements: their versions, parties, contents and deliveries."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.agreements.rules import Content
from models.agreements import (
    KnowledgePackage,
    TradeAgreement,
    TradeCommitment,
    TradeCompensation,
    TradeDelivery,
    TradeGood,
    TradeParty,
)
from models.enums import OrganisationKind
from models.fund import Fund
from models.organisations import Organisation

_FOREIGN_PRODUCT = text(
    """
    select wanted.id from unnest(cast(:products as text[])) as wanted (id)
    where not exists (
        select from product p where p.id = wanted.id and p.state <> 'archived'
           and (p.producer_id = any(cast(:parties as text[]))
                or exists (select from network_membership n
                           where n.member_id = p.producer_id and n.network_id = any(cast(:parties as text[]))
                             and n.accepted_at is not null and n.ended_at is null)))
    limit 1
    """
)
_UNKNOWN_CATEGORY = text(
    """
    select wanted.code from unnest(cast(:codes as text[])) as wanted (code)
    where not exists (select from category c where c.code = wanted.code) limit 1
    """
)
# What was signed ahead takes the place of what holds on its first day, not before.
_SUPERSEDE = text(
    """
    update trade_agreement
    set superseded_at = least(superseded_at,
                              greatest(:now, cast(cast(:starts_on as date) as timestamp) at time zone 'UTC'))
    where series_id = :series_id and id <> :id and signed_at is not null
      and (superseded_at is null or superseded_at > :now)
    """
)


def insert_version(session: Session, row: TradeAgreement, content: Content) -> None:
    """Write a version with everything in it, before anybody signs."""
    session.add(row)
    session.flush()
    session.add_all(
        [
            TradeParty(agreement_id=row.id, organisation_id=one.organisation_id, means=one.means)
            for one in content.parties
        ]
    )
    session.add_all([TradeGood(agreement_id=row.id, **vars(one)) for one in content.goods])
    session.add_all([KnowledgePackage(agreement_id=row.id, **vars(one)) for one in content.packages])
    session.flush()
    written: list[TradeCommitment] = []
    for position, one in enumerate(content.commitments):
        said = {name: value for name, value in vars(one).items() if name != "answers"}
        answers_id = None if one.answers is None else written[one.answers].id
        written.append(TradeCommitment(agreement_id=row.id, position=position, answers_id=answers_id, **said))
        session.add(written[-1])
        session.flush()


def find_strange_party(session: Session, ids: Collection[str]) -> str | None:
    """The first of them that is no organisation which could sign."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id).in_(list(ids)),
        col(Organisation.kind) != OrganisationKind.MARKET,
        col(Organisation.archived_at).is_(None),
    )
    known = set(session.execute(statement).scalars())
    return next((one for one in sorted(ids) if one not in known), None)


def has_strange_good(session: Session, content: Content) -> bool:
    """Whether a product is neither a party's nor one of its members', or a category is not there."""
    products = [good.product_id for good in content.goods if good.product_id is not None]
    codes = [good.category_code for good in content.goods if good.category_code is not None]
    parties = [party.organisation_id for party in content.parties]
    return (
        session.execute(_FOREIGN_PRODUCT, {"products": products, "parties": parties}).first() is not None
        or session.execute(_UNKNOWN_CATEGORY, {"codes": codes}).first() is not None
    )


def is_fund_of_currency(session: Session, fund_id: str, currency: str) -> bool:
    statement = select(col(Fund.id)).where(
        col(Fund.id) == fund_id, col(Fund.currency) == currency, col(Fund.closed_at).is_(None)
    )
    return session.execute(statement).first() is not None


def lock_agreement(session: Session, agreement_id: str) -> TradeAgreement | None:
    """The version, locked with its whole series: nobody signs two of them at once."""
    series = select(col(TradeAgreement.series_id)).where(col(TradeAgreement.id) == agreement_id)
    series_id = session.execute(series).scalar_one_or_none()
    if series_id is None:
        return None
    locked = select(col(TradeAgreement.id)).where(col(TradeAgreement.id) == series_id).with_for_update()
    session.execute(locked)
    statement = select(TradeAgreement).where(col(TradeAgreement.id) == agreement_id)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def list_party_rows(session: Session, agreement_id: str) -> list[TradeParty]:
    statement = select(TradeParty).where(col(TradeParty.agreement_id) == agreement_id)
    return list(session.execute(statement.execution_options(populate_existing=True)).scalars())


def get_last_version(session: Session, series_id: str) -> int:
    statement = select(func.max(col(TradeAgreement.version))).where(col(TradeAgreement.series_id) == series_id)
    return int(session.execute(statement).scalar_one())


def find_waiting(session: Session, series_id: str) -> str | None:
    """A version of the series that somebody may still sign."""
    declined = select(col(TradeParty.agreement_id)).where(
        col(TradeParty.agreement_id) == col(TradeAgreement.id), col(TradeParty.declined_at).is_not(None)
    )
    statement = select(col(TradeAgreement.id)).where(
        col(TradeAgreement.series_id) == series_id,
        col(TradeAgreement.signed_at).is_(None),
        col(TradeAgreement.ended_at).is_(None),
        ~declined.exists(),
    )
    return session.execute(statement).scalars().first()


def supersede_others(session: Session, row: TradeAgreement, *, now: datetime) -> None:
    asked = {"series_id": row.series_id, "id": row.id, "starts_on": row.starts_on, "now": now}
    session.execute(_SUPERSEDE, asked)


def find_commitment(session: Session, commitment_id: str) -> TradeCommitment | None:
    return session.get(TradeCommitment, commitment_id)


def lock_delivery(session: Session, delivery_id: str) -> TradeDelivery | None:
    statement = select(TradeDelivery).where(col(TradeDelivery.id) == delivery_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def lock_compensation(session: Session, compensation_id: str) -> TradeCompensation | None:
    statement = select(TradeCompensation).where(col(TradeCompensation.id) == compensation_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def insert(session: Session, row: TradeDelivery | TradeCompensation) -> None:
    session.add(row)
    session.flush()
