"""Values in the words of networks: read by everybody, written by the network's own stewards."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, IfMatch, require_version
from api.idempotency import IdempotentDep
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.terms import NewTermIn, TermDetailOut, TermIn
from certification.networks.queries import is_steward
from market.accounts.errors import NoSuchOrganisation
from market.accounts.profile.errors import NotASteward
from market.accounts.profile.queries import lock_organisation
from market.accounts.vocabulary.errors import NoSuchVocabularyTerm
from market.accounts.vocabulary.propose_term import propose_term
from market.accounts.vocabulary.queries import find_term, lock_term
from market.accounts.vocabulary.write_term import write_term

routes = Routes(prefix="/v1", tags=["certification"])

CodePath = Annotated[str, Path(max_length=200)]


@routes.get("/terms/{code}", policy=(Resource.TERM, Action.READ))
def read_term(code: CodePath, database: DatabaseDep, response: Response) -> TermDetailOut:
    """A value in every language, with what means the same elsewhere. The ETag is its version."""
    with database.reading() as session:
        term = find_term(session, code)
        if term is None:
            raise NoSuchVocabularyTerm()
        answer = TermDetailOut.of(term)
    response.headers["ETag"] = f'"{answer.version}"'
    return answer


@routes.post(
    "/organisations/{organisation_id}/terms",
    policy=(Resource.TERM, Action.CREATE),
    status_code=201,
    response_model=TermDetailOut,
)
def propose_word(
    organisation_id: IdPath, body: NewTermIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep
) -> Response:
    """Give your network's word for a value a place among the others, linked to what means the same."""
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        network = lock_organisation(session, wanted)
        if network is None:
            raise NoSuchOrganisation()
        if not is_steward(session, person_id=caller.person_id, organisation_id=wanted):
            raise NotASteward()
        term = propose_term(session, network, name=body.name, facts=body.facts)
        return idempotent.answer(session, 201, TermDetailOut.of(term))


@routes.put("/terms/{code}", policy=(Resource.TERM, Action.UPDATE))
def change_word(
    code: CodePath,
    body: TermIn,
    caller: CallerDep,
    database: DatabaseDep,
    response: Response,
    if_match: IfMatch = None,
) -> TermDetailOut:
    """Say anew what your network's value is called and linked to, or that it is given up from a day on."""
    with database.transaction() as session:
        term = lock_term(session, code)
        if term is None or term.proposed_by is None or not caller.is_member_of(term.proposed_by):
            raise NoSuchVocabularyTerm()
        if not is_steward(session, person_id=caller.person_id, organisation_id=term.proposed_by):
            raise NotASteward()
        require_version(if_match, term.version)
        write_term(session, term, body.facts)
        answer = TermDetailOut.of(term)
    response.headers["ETag"] = f'"{answer.version}"'
    return answer
