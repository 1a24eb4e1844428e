"""The fair-trade premium: what came of it, for everybody; what members decided, by their stewards."""

from typing import get_args

from api.deps import CallerDep, DatabaseDep, IdPath, Now
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import money_out
from api.schemas.premiums import AllocationIn, PremiumNumbersOut, PremiumOut, PremiumUseOut, SpendingIn, Use
from kit.database import Session
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.fund.premium import queries
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.rules import Vote
from market.fund.premium.spend_premium import spend_premium

routes = Routes(prefix="/v1", tags=["premium"])

_USES: dict[str, Use] = {use: use for use in get_args(Use)}


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
            vote=Vote(body.decided_on, body.members, body.present, body.in_favour),
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
    return PremiumOut(
        organisation_id=organisation_id,
        totals=[
            PremiumNumbersOut(
                generated=money_out(one.generated, one.currency),
                transferred=money_out(one.transferred, one.currency),
                allocated=money_out(one.allocated, one.currency),
                spent=money_out(one.spent, one.currency),
            )
            for one in queries.list_numbers(session, organisation_id)
        ],
        uses=[
            PremiumUseOut(
                use=_USES[one.use],
                allocated=money_out(one.allocated, one.currency),
                spent=money_out(one.spent, one.currency),
            )
            for one in queries.list_uses(session, organisation_id)
        ],
    )
