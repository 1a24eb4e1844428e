"""SQL of exports: products with their variants, page by page along an index."""

from itertools import groupby

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.catalog.exporting.goods import ExportProduct, ExportVariant

_GOODS = text(
    """
    with page as (
        select p.* from product p
        where p.producer_id = :producer_id and p.state <> 'archived'
          and (cast(:after as text) is null or p.handle > :after)
          and exists (select from variant own where own.product_id = p.id and own.archived_at is null)
        order by p.handle limit :limit
    )
    select p.id as product_id, p.handle, p.slug, p.name, p.description, p.language, p.category_code,
           p.state = 'published' as is_published, p.option_names, o.name as producer_name,
           v.id, v.label, v.option_values, v.sku, v.barcode, v.net_quantity, v.net_unit, v.weight_grams, c.amount_minor,
           coalesce(s.on_hand, 0) as on_hand
    from page p
    join organisation o on o.id = p.producer_id
    join variant v on v.product_id = p.id and v.archived_at is null
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    order by p.handle, v.position, v.id
    """
)


def list_goods(
    session: Session, *, producer_id: str, currency: str, after: str | None, limit: int
) -> list[ExportProduct]:
    """At most `limit` products that are not archived, by handle, from the one after `after` on."""
    asked = {"producer_id": producer_id, "currency": currency, "after": after, "limit": limit}
    goods = []
    for _, variants in groupby(session.execute(_GOODS, asked), key=lambda row: row.product_id):
        rows = list(variants)
        first = rows[0]
        goods.append(
            ExportProduct(
                id=first.product_id,
                handle=first.handle,
                slug=first.slug,
                name=first.name,
                description=first.description,
                language=first.language,
                category_code=first.category_code,
                is_published=first.is_published,
                option_names=tuple(first.option_names),
                producer_name=first.producer_name,
                variants=tuple(
                    ExportVariant(
                        row.id,
                        row.label,
                        tuple(row.option_values),
                        row.sku,
                        row.barcode,
                        row.net_quantity,
                        row.net_unit,
                        row.weight_grams,
                        row.amount_minor,
                        row.on_hand,
                    )
                    for row in rows
                ),
            )
        )
    return goods
