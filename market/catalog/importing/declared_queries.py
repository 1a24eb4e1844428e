"""SQL of what tags promise: what schemes are called, and what producers' files say of their products."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.coach.rules import SpokenScheme
from market.catalog.importing.declared import SchemeWords
from market.catalog.importing.products import Declared

_SCHEME_WORDS = text("select code, codes ->> 'off' as off, spoken_names from scheme order by code")
_FORGET_DECLARED = text(
    """
    delete from product_declaration d
    using unnest(cast(:ids as text[]), cast(:said as jsonb[])) as n (id, said)
    where d.product_id = n.id and not n.said ? d.tag
    """
)
# What was said before keeps its day.
_WRITE_DECLARED = text(
    """
    insert into product_declaration (product_id, tag, said, scheme_id, source, import_id, declared_at)
    select n.id, n.tag, n.said, s.id, n.source, :import_id, :now
    from unnest(cast(:ids as text[]), cast(:tags as text[]), cast(:said as text[]), cast(:schemes as text[]),
                cast(:sources as text[])) as n (id, tag, said, scheme, source)
    left join scheme s on s.code = n.scheme
    on conflict (product_id, tag) do nothing
    """
)


def find_scheme_words(session: Session) -> SchemeWords:
    """What the schemes of this market are called."""
    rows = session.execute(_SCHEME_WORDS).all()
    return SchemeWords(
        {row.off: row.code for row in rows if row.off},
        tuple(SpokenScheme(row.code, tuple(row.spoken_names)) for row in rows if row.spoken_names),
    )


def write_declared(session: Session, said: Mapping[str, Sequence[Declared]], *, import_id: str, now: datetime) -> None:
    """Let what these products are said to be, by product, be what the file says; what it says no more is gone."""
    tags = [json.dumps([one.tag for one in each]) for each in said.values()]
    session.execute(_FORGET_DECLARED, {"ids": list(said), "said": tags})
    pairs = [(product_id, one) for product_id, each in said.items() for one in each]
    session.execute(
        _WRITE_DECLARED,
        {
            "ids": [product_id for product_id, _ in pairs],
            "tags": [one.tag for _, one in pairs],
            "said": [one.words for _, one in pairs],
            "schemes": [one.scheme for _, one in pairs],
            "sources": [one.source for _, one in pairs],
            "import_id": import_id,
            "now": now,
        },
    )
