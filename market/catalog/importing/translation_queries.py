"""SQL of product texts in other languages, as files bring them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.catalog.importing.plan import ProductText

_LIST = text(
    """
    select entity_id, lang, field, body from translation
    where entity_id = any(:ids) and field in ('name', 'description')
    """
)
# What a producer's file says is a person's word: it takes the place of a machine's, and of an older one of theirs.
_WRITE = text(
    """
    insert into translation (entity_id, field, lang, body, origin)
    select n.id, n.field, n.lang, n.body, 'human'
    from unnest(cast(:ids as text[]), cast(:fields as text[]), cast(:langs as text[]), cast(:bodies as text[]))
         as n (id, field, lang, body)
    on conflict (entity_id, field, lang) do update set body = excluded.body, origin = excluded.origin
    where translation.origin <> 'original'
    """
)


def list_texts(session: Session, product_ids: Sequence[str]) -> dict[str, tuple[ProductText, ...]]:
    """The texts of these products in other languages, by product."""
    found: dict[str, tuple[ProductText, ...]] = {}
    for row in session.execute(_LIST, {"ids": list(product_ids)}):
        found[row.entity_id] = (*found.get(row.entity_id, ()), ProductText(row.lang, row.field, row.body))
    return found


def write_texts(session: Session, texts: Mapping[str, Sequence[ProductText]]) -> None:
    """Write texts by product; of one language and field the last counts."""
    last = {(product_id, one.lang, one.field): one.body for product_id, each in texts.items() for one in each}
    if last:
        session.execute(
            _WRITE,
            {
                "ids": [product_id for product_id, _, _ in last],
                "langs": [lang for _, lang, _ in last],
                "fields": [field for _, _, field in last],
                "bodies": list(last.values()),
            },
        )
