"""Give a network's own word for a value a place among the others."""

from sqlalchemy.orm import Session

from market.accounts.vocabulary import queries
from market.accounts.vocabulary.errors import NotANetwork, TermExists
from market.accounts.vocabulary.write_term import TermFacts, write_term
from models.enums import OrganisationKind
from models.organisations import Organisation, Term

_NETWORKS = (OrganisationKind.FEDERATION, OrganisationKind.NETWORK)


def propose_term(session: Session, network: Organisation, *, name: str, facts: TermFacts) -> Term:
    """The value `network:name`, in use from `adopted_on` on. The network is locked.

    Raises NotANetwork, TermExists, NoSuchTerm for a link to a code that is not there.
    """
    if network.kind not in _NETWORKS:
        raise NotANetwork()
    code = f"{network.slug}:{name}"
    if queries.find_term(session, code) is not None:
        raise TermExists(code)
    term = Term(code=code, scheme=network.slug, labels={}, proposed_by=network.id, version=0)
    write_term(session, term, facts)
    return term
