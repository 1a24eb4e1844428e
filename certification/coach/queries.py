"""What is said about products, and what their producers can prove at a moment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from certification.coach.rules import Covers, Proof, SpokenScheme, TextToCheck

# Whoever verified it last and still may: a mandate that was taken away vouches for nothing.
_VERIFIER = """
    (select o.name
     from verification v
     join mandate m on m.id = v.mandate_id
     join organisation o on o.id = v.federation_id
     where v.certificate_id = c.id and v.decision = 'verify' and (m.withdrawn_at is null or m.withdrawn_at > :at)
     order by v.checked_at desc, v.id desc limit 1)
"""
_PROOF = """s.code as scheme, s.name as scheme_name, s.proves, c.number, h.name as holder, c.valid_to"""
_PRODUCT_PROOFS = text(
    f"""
    select claim.product_id, {_PROOF}, claim.covers, {_VERIFIER} as verifier
    from product_claims(cast(:product_ids as text[]), :at) claim
    join scheme s on s.id = claim.scheme_id
    join certificate c on c.id = claim.certificate_id
    join organisation h on h.id = c.holder_id
    order by claim.product_id, s.code, c.number, c.id
    """
)
# A certificate that names no product, category or the like covers all that the producer makes, also what is new.
_PRODUCER_PROOFS = text(
    f"""
    select {_PROOF}, {_VERIFIER} as verifier,
           case when exists (select from certificate_subject n
                             where n.certificate_id = c.id and n.kind <> 'organisation')
                then 'some_products'
                when 'enterprise' = any(s.certifies) or s.certifies <@ array['organisation'] then 'enterprise'
                else 'all_products' end as covers
    from certificate_producer of_it
    join certificate_window standing on standing.certificate_id = of_it.certificate_id
    join certificate c on c.id = of_it.certificate_id
    join scheme s on s.id = c.scheme_id
    join organisation h on h.id = c.holder_id
    where s.display ->> (select here.country from market_here here) is distinct from 'none'
      and of_it.producer_id = :producer_id and standing.starts_at <= :at and standing.ends_at > :at
    order by s.code, c.number, c.id
    """
)
_SCHEMES = text("select code, spoken_names from scheme where spoken_names <> '{}' order by code")
_TEXTS = text(
    """
    select field, lang, body
    from (
        select 0 as place, f.field, p.language as lang, f.body
        from product p
        cross join lateral (
            values ('name', p.name), ('short_line', p.short_line), ('description', p.description)) as f (field, body)
        where p.id = :product_id
        union all
        select 1, t.field, t.lang, t.body from translation t where t.entity_id = :product_id
    ) said
    where btrim(body) <> ''
    order by place, lang, array_position(array['name', 'short_line', 'description'], field), field
    """
)
_STORY = text(
    """
    select 'producer.' || t.field as field, t.lang, t.body
    from translation t
    where t.entity_id = :producer_id and t.field in ('story', 'short_line')
    order by t.field, t.lang
    """
)


@dataclass(frozen=True)
class ProductProof:
    """A proof of one product."""

    product_id: str
    proof: Proof


def _proof(row: Row[tuple[object, ...]]) -> Proof:
    return Proof(
        row.scheme,
        row.scheme_name,
        frozenset(row.proves),
        row.number,
        row.holder,
        row.valid_to,
        Covers(row.covers),
        row.verifier or "",
    )


def list_product_proofs(session: Session, product_ids: list[str], *, at: datetime) -> dict[str, list[Proof]]:
    """What each of these products can prove at this moment; those that can prove nothing are missing."""
    proofs: dict[str, list[Proof]] = {}
    for row in session.execute(_PRODUCT_PROOFS, {"product_ids": product_ids, "at": at}):
        proofs.setdefault(row.product_id, []).append(_proof(row))
    return proofs


def list_producer_proofs(session: Session, producer_id: str, *, at: datetime) -> list[Proof]:
    """What a producer's certificates prove at this moment: for all that it makes, for itself, or for some products."""
    return [_proof(row) for row in session.execute(_PRODUCER_PROOFS, {"producer_id": producer_id, "at": at})]


def list_spoken_schemes(session: Session) -> list[SpokenScheme]:
    """Every scheme of the market that goes by a name in texts."""
    return [SpokenScheme(row.code, tuple(row.spoken_names)) for row in session.execute(_SCHEMES)]


def list_product_texts(session: Session, product_id: str) -> list[TextToCheck]:
    """All that is said about a product, in every language; its own language first."""
    return [TextToCheck(row.field, row.lang, row.body) for row in session.execute(_TEXTS, {"product_id": product_id})]


def list_producer_texts(session: Session, producer_id: str) -> list[TextToCheck]:
    """What a producer tells of itself: `producer.story` and `producer.short_line`."""
    return [TextToCheck(row.field, row.lang, row.body) for row in session.execute(_STORY, {"producer_id": producer_id})]
