"""The claims coach: what texts promise and nothing proves, before anybody reads them."""

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.coach import ClaimsReviewOut, TextsToCheckIn
from certification.coach.review_product import review_producer, review_product, review_texts
from certification.display import EU_COUNTRIES
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.catalog.errors import NoSuchProduct
from market.catalog.queries import find_producer

routes = Routes(prefix="/v1", tags=["claims coach"])

# Whoever may see their own products may ask what is wrong with their words.
_OWN = (Resource.PRODUCT, Action.LIST)


@routes.get("/products/{product_id}/claims-review", policy=_OWN)
def review_own_product(
    product_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> ClaimsReviewOut:
    """What one's product says beyond what its certificates prove, in every language it is described in."""
    wanted = expect_id("prod", product_id)
    with database.reading() as session:
        producer_id = find_producer(session, wanted)
        if producer_id is None or not is_member(session, person_id=caller.person_id, organisation_id=producer_id):
            raise NoSuchProduct()
        findings = review_product(session, product_id=wanted, at=now)
    return ClaimsReviewOut.of(findings, refused=bool(findings) and settings.market_country in EU_COUNTRIES)


@routes.get("/organisations/{organisation_id}/claims-review", policy=_OWN)
def review_own_story(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> ClaimsReviewOut:
    """What one's story says beyond what any of one's certificates proves. It is warned of, nothing is refused."""
    wanted = expect_id("org", organisation_id)
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=wanted):
            raise NoSuchOrganisation()
        findings = review_producer(session, producer_id=wanted, at=now)
    return ClaimsReviewOut.of(findings, refused=False)


@routes.post("/organisations/{organisation_id}/claims-review", policy=_OWN)
def review_draft(
    organisation_id: IdPath, body: TextsToCheckIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> ClaimsReviewOut:
    """The same for texts that are only thought of, measured by what covers all that one makes. Nothing is kept."""
    wanted = expect_id("org", organisation_id)
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=wanted):
            raise NoSuchOrganisation()
        findings = review_texts(session, [text.to_check() for text in body.texts], producer_id=wanted, at=now)
    return ClaimsReviewOut.of(findings, refused=False)
