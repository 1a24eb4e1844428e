"""The fair-trade premium: what came of it, for everybody; what members decided, by their stewards."""

from api.deps import CallerDep, DatabaseDep, IdPath, Now
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.premiums import AllocationIn, PremiumOut, SpendingIn
from api.shapes.premiums import premium_out
from kit.database import Session
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.fund.premium import queries
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.binding.read_binding import read_binding
from market.fund.premium.rules import Vote
from market.fund.premium.spend_premium import spend_premium

routes = Routes(prefix="/v1", tags=["premium"])


@routes.get("/producers/{id_or_slug}/premium", policy=(Resource.PREMIUM, Action.READ))
def read(id_or_slug: IdPath, database: DatabaseDep) -> PremiumOut:
    """What a producer's premium came to: generated, transferred, allocated, spent."""
    with database.reading() as session:
        organisation_id = queries.find_producer(session, id_or_slug)
        if organisation_id is None:
            raise NoSuchOrganisation()
        return _premium_out(session, organisation_id)


@routes.post(
    "/organisations/{organisation_id}/premium/allocations", policy=(Resource.PREMIUM, Action.CREATE), status_code=201
)
def allocate(
    organisation_id: IdPath, body: AllocationIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PremiumOut:
    """Write down what your members decided to use premium for that has arrived."""
    own = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        allocate_premium(
            session,
            organisation_id=own,
            amount=Money(body.amount, body.currency),
            use=body.use,
            purpose=body.purpose,
            vote=Vote(
                body.decided_on, body.members, body.present, body.in_favour, is_for_more_cash=body.is_for_more_cash
            ),
            reference=body.reference,
            now=now,
        )
        return _premium_out(session, own)


@routes.post(
    "/organisations/{organisation_id}/premium/spendings", policy=(Resource.PREMIUM, Action.CREATE), status_code=201
)
def spend(organisation_id: IdPath, body: SpendingIn, caller: CallerDep, database: DatabaseDep, now: Now) -> PremiumOut:
    """Write down what was spent of what your members had allocated."""
    own = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        spend_premium(
            session,
            organisation_id=own,
            amount=Money(body.amount, body.currency),
            use=body.use,
            note=body.note,
            reference=body.reference,
            now=now,
        )
        return _premium_out(session, own)


def _premium_out(session: Session, organisation_id: str) -> PremiumOut:
    totals, uses = queries.list_numbers(session, organisation_id), queries.list_uses(session, organisation_id)
    return premium_out(
        organisation_id, uses, [(one, read_binding(session, organisation_id, one, uses)) for one in totals]
    )
