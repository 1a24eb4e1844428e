"""Ask for pictures that lie at addresses, as a producer's own file names them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.catalog.pictures import fetched_queries as queries
from market.catalog.pictures.queries import show_faces
from market.catalog.pictures.quota_queries import count_kept
from market.catalog.pictures.rules import LOST_AFTER, QUOTA, PictureQuota, address_refusal, clean_alt, kept_address
from models.catalog import Media
from models.enums import PictureRefusal, PictureState, TaskName
from models.pictures import PictureAddress, ProductPicture


@dataclass(frozen=True)
class WantedPicture:
    """A picture of a product at an address. `alt` says in the product's language what it shows; empty: its name.

    `position` orders the pictures that one file names of a product; they stand behind those the product has.
    """

    product_id: str
    url: str
    alt: str
    position: int


def want_pictures(
    session: Session, wanted: Sequence[WantedPicture], *, now: datetime, quota: PictureQuota = QUOTA
) -> int:
    """Put the pictures on their products, to be fetched by workers; how many are new to their products.

    An address that was wanted for a product before is left as it became: fetched, refused, or taken off by its
    producer. One that the producer has fetched for another product is shared, not fetched again. An address that can
    never be fetched is refused at once, with its reason; so is what the producer has no room for. The products must
    exist.
    """
    first_of: dict[tuple[str, str], WantedPicture] = {}
    for one in sorted(wanted, key=lambda one: one.position):
        first_of.setdefault((one.product_id, kept_address(one.url)), one)
    if not first_of:
        return 0
    products = queries.lock_pictured_products(session, sorted({product_id for product_id, _ in first_of}))
    known = queries.list_known_addresses(session, list(first_of))
    shared = queries.list_shared_addresses(session, [(products[of].owner_id, url) for of, url in first_of])
    kept = count_kept(session, {product.owner_id for product in products.values()})
    pictures: list[Media] = []
    places: dict[tuple[str, str], ProductPicture] = {}
    addresses: list[PictureAddress] = []
    for (product_id, url), one in first_of.items():
        if (product_id, url) in known:
            continue
        product = products[product_id]
        media_id = shared.get((product.owner_id, url))
        if media_id is None:
            owner_has = kept[product.owner_id]
            picture = _picture(one, product, has_room=quota.has_room(owner_has), now=now)
            if picture.state is PictureState.QUEUED:
                kept[product.owner_id] = replace(owner_has, pictures=owner_has.pictures + 1)
            pictures.append(picture)
            media_id = shared[(product.owner_id, url)] = picture.id
        addresses.append(
            PictureAddress(product_id=product_id, url=url, owner_id=product.owner_id, media_id=media_id, wanted_at=now)
        )
        position = product.last_position + max(one.position, 1)
        places[(product_id, media_id)] = ProductPicture(
            product_id=product_id, media_id=media_id, position=position, created_at=now
        )
    taken = queries.list_places(session, list(places))
    queries.insert_pictures(session, pictures, [places[key] for key in places if key not in taken], addresses)
    asked = [picture.id for picture in pictures if picture.state is PictureState.QUEUED]
    request_tasks(session, TaskName.MAKE_PICTURE, argument="media_id", values=asked, now=now)
    show_faces(session, sorted(products), now=now)
    return len(addresses)


def _picture(one: WantedPicture, product: queries.PicturedProduct, *, has_room: bool, now: datetime) -> Media:
    refusal = address_refusal(one.url) or (None if has_room else PictureRefusal.OVER_QUOTA)
    return Media(
        state=PictureState.QUEUED if refusal is None else PictureState.REFUSED,
        refusal=refusal,
        alt=clean_alt({product.language: one.alt}) or clean_alt({product.language: product.name}),
        owner_id=product.owner_id,
        ask_again_at=now + LOST_AFTER if refusal is None else None,
        created_at=now,
    )
