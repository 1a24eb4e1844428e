"""Hold a network's figures against those of each member, and against the members' accounts in the books."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact.facts.list_sums import list_sums
from market.impact.facts.rules import Period
from market.impact.networks import queries
from market.impact.networks.queries import Asked
from market.networks.queries import list_members_between

_IN_BOOKS = {"producer": "sale.producer_share", "premium": "sale.premium"}


@dataclass(frozen=True)
class Difference:
    """One measure of which two sources say different things; minor units or counts. `other` names the second."""

    measure: str
    network: int
    other: str
    amount: int


@dataclass(frozen=True)
class Reconciled:
    """How many members were added up, over how many measures, and what does not agree: nothing, if all is well."""

    members: int
    measures: int
    differences: tuple[Difference, ...]


def reconcile_network(session: Session, asked: Asked) -> Reconciled:
    """Each member is asked for alone, as for its own statement, stay by stay. Raises NotFollowed."""
    network = queries.list_measures(session, asked)
    members = list_members_between(session, asked.network_id, start=asked.start, end=asked.end)
    together: Counter[str] = Counter()
    for member in members:
        for stay in member.stays:
            period = Period(stay.since, stay.until or asked.end)
            for one in list_sums(
                session, period, as_of=asked.as_of, currency=asked.currency, organisation_ids=[member.id]
            ):
                together[one.measure] += one.amount
    books = queries.read_books(session, asked)
    measures = sorted({*network, *together})
    differences = [
        Difference(measure, network.get(measure, 0), "members", together[measure])
        for measure in measures
        if network.get(measure, 0) != together[measure]
    ]
    differences += [
        Difference(measure, network.get(measure, 0), "books", books.get(account, 0))
        for account, measure in _IN_BOOKS.items()
        if network.get(measure, 0) != books.get(account, 0)
    ]
    return Reconciled(len(members), len(measures), tuple(differences))
