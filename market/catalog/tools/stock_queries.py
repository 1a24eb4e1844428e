"""SQL of a producer's stock: a row for each variant, with what it costs and when the producer wants to be told."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

_STOCK = text(
    """
    select p.id as product_id, p.name as product_name, p.language, p.state, p.picture_id,
           v.id as variant_id, v.label as variant_label, v.sku, c.amount_minor as price_minor,
           coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as held,
           own.threshold as own_threshold, whole.threshold as usual_threshold,
           lower(p.name) collate "C" as name_key
    from variant v
    join product p on p.id = v.product_id
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    left join stock_watch own on own.variant_id = v.id
    left join stock_watch whole on whole.producer_id = p.producer_id and whole.variant_id is null
    where p.producer_id = :producer_id and p.state <> 'archived' and v.archived_at is null
      and (cast(:words as text) is null or strpos(plain(p.name), plain(:words)) > 0
           or strpos(lower(v.sku), lower(:words)) > 0)
      and (cast(:after_name as text) is null
           or (lower(p.name) collate "C", v.id) > (cast(:after_name as text) collate "C", :after_id))
    order by name_key, v.id
    limit :limit
    """
)


@dataclass(frozen=True)
class StockLine:
    """A variant's count. `held` by open checkouts; `price_minor` None: no price in this currency."""

    product_id: str
    product_name: str
    language: str
    state: str
    picture_id: str | None
    variant_id: str
    variant_label: str
    sku: str | None
    price_minor: int | None
    on_hand: int
    held: int
    own_threshold: int | None
    usual_threshold: int | None
    name_key: str

    @property
    def available(self) -> int:
        return self.on_hand - self.held

    @property
    def is_short(self) -> bool:
        """Whether so few are left that the producer wants to know."""
        threshold = self.usual_threshold if self.own_threshold is None else self.own_threshold
        return threshold is not None and self.available <= threshold


def list_stock(
    session: Session, *, producer_id: str, currency: str, words: str | None, after: tuple[str, str] | None, limit: int
) -> list[StockLine]:
    """By the product's name; `words` are part of it or of the article number. `after` is a name key and a variant."""
    after_name, after_id = after or (None, None)
    asked = {
        "producer_id": producer_id,
        "currency": currency,
        "words": words,
        "after_name": after_name,
        "after_id": after_id,
        "limit": limit,
    }
    return [StockLine(**row._mapping) for row in session.execute(_STOCK, asked)]
