"""An agreement as everybody, or only its parties, may read it; and its balance."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.agreements import balance_queries, page_queries
from market.agreements.balance_queries import CompensationFact, GivenInKind, OpenCommitment, OrderedWithoutFee
from market.agreements.errors import NoSuchAgreement
from market.agreements.page_queries import (
    AgreementPage,
    CommitmentFact,
    DeliveryFact,
    GoodFact,
    PackageFact,
    PartyFact,
)


@dataclass(frozen=True)
class AgreementView:
    """One version with everything in it, and what was delivered under any version."""

    page: AgreementPage
    parties: tuple[PartyFact, ...]
    goods: tuple[GoodFact, ...]
    commitments: tuple[CommitmentFact, ...]
    packages: tuple[PackageFact, ...]
    deliveries: tuple[DeliveryFact, ...]


@dataclass(frozen=True)
class PartyBalance:
    """What one party gave and received in money's worth, of what was valued, in minor units."""

    organisation_id: str
    name: str
    given_minor: int
    received_minor: int


@dataclass(frozen=True)
class Balance:
    """Who gave what to whom, and ordered what of whom without a fee, quarter by quarter; what is still to be given, and
    what of it is late on `today`."""

    currency: str
    first_day: date
    end_day: date
    today: date
    given: tuple[GivenInKind, ...]
    ordered: tuple[OrderedWithoutFee, ...]
    parties: tuple[PartyBalance, ...]
    still_open: tuple[OpenCommitment, ...]
    compensations: tuple[CompensationFact, ...]


def read_agreement(session: Session, agreement_id: str, *, person_id: str | None, now: datetime) -> AgreementView:
    """A version that all signed, for everybody; another for stewards of its parties. Raises NoSuchAgreement."""
    page = page_queries.find_page(session, agreement_id, now=now)
    if page is None:
        raise NoSuchAgreement()
    parties = page_queries.list_parties(session, page.id)
    if page.signed_at is None and not any(
        is_steward(session, person_id=person_id, organisation_id=party.id) for party in parties
    ):
        raise NoSuchAgreement()
    return AgreementView(
        page,
        tuple(parties),
        tuple(page_queries.list_goods(session, page.id)),
        tuple(page_queries.list_commitments(session, page.id)),
        tuple(page_queries.list_packages(session, page.id)),
        tuple(page_queries.list_deliveries(session, page.series_id)),
    )


def read_balance(
    session: Session, agreement_id: str, *, first_day: date | None, end_day: date | None, now: datetime
) -> Balance:
    """Of the whole agreement, all its versions; without days from its beginning to now. Raises NoSuchAgreement."""
    page = page_queries.find_page(session, agreement_id, now=now)
    if page is None or page.signed_at is None:
        raise NoSuchAgreement()
    today = now.astimezone(UTC).date()
    first, end = first_day or date.min, end_day or date.max
    given = balance_queries.list_given(session, page.series_id, first_day=first, end_day=end)
    signed = page.signed_version_id or page.id
    return Balance(
        page.currency,
        first,
        end,
        today,
        tuple(given),
        tuple(balance_queries.list_ordered(session, page.series_id, first_day=first, end_day=end)),
        tuple(_by_party(given, page_queries.list_parties(session, signed))),
        tuple(balance_queries.list_open(session, signed)),
        tuple(balance_queries.list_compensations(session, page.series_id)),
    )


def _by_party(given: list[GivenInKind], parties: list[PartyFact]) -> list[PartyBalance]:
    return [
        PartyBalance(
            party.id,
            party.name,
            sum(one.value_minor or 0 for one in given if one.giver_id == party.id),
            sum(one.value_minor or 0 for one in given if one.receiver_id == party.id),
        )
        for party in parties
    ]
