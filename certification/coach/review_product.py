"""Read all that is said about a product or its producer, and refuse what an EU market may not show."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach import queries
from certification.coach.check_texts import check_texts
from certification.coach.errors import UnprovableClaim
from certification.coach.rules import Covers, Finding, TextToCheck
from certification.display import EU_COUNTRIES


def review_product(session: Session, *, product_id: str, at: datetime) -> list[Finding]:
    """What the product's texts promise beyond what is proven of it at this moment."""
    return check_texts(
        queries.list_product_texts(session, product_id),
        proofs=queries.list_product_proofs(session, [product_id], at=at).get(product_id, []),
        schemes=queries.list_spoken_schemes(session),
    )


def review_producer(session: Session, *, producer_id: str, at: datetime) -> list[Finding]:
    """What a producer's story promises beyond what any of its certificates proves at this moment."""
    return check_texts(
        queries.list_producer_texts(session, producer_id),
        proofs=queries.list_producer_proofs(session, producer_id, at=at),
        schemes=queries.list_spoken_schemes(session),
    )


def review_texts(session: Session, texts: list[TextToCheck], *, producer_id: str, at: datetime) -> list[Finding]:
    """What texts of a producer that stand nowhere yet promise beyond what covers all that it makes."""
    proofs = queries.list_producer_proofs(session, producer_id, at=at)
    return check_texts(
        texts,
        proofs=[proof for proof in proofs if proof.covers is not Covers.SOME_PRODUCTS],
        schemes=queries.list_spoken_schemes(session),
    )


def refuse_unprovable(session: Session, *, product_id: str, market_country: str, at: datetime) -> None:
    """Raises UnprovableClaim when the product may not go on sale in this country with these words."""
    if market_country not in EU_COUNTRIES:
        return
    findings = review_product(session, product_id=product_id, at=at)
    if findings:
        raise UnprovableClaim([finding.as_facts() for finding in findings])
