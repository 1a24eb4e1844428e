"""A small market to test the catalogue in: two producers of one federation, and products as a test needs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from kit.ids import new_id
from models.catalog import Category, Price, Product, ProductValue, Stock, Variant
from models.enums import (
    FeeKind,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
    ProductState,
    TaxStatus,
    TranslationOrigin,
    VatClass,
)
from models.organisations import NetworkMembership, Organisation, Term, Translation
from models.pricing import FeeSchedule, FeeTaxRule, ShippingRate, ShippingService, TaxRate

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def market_in(database_url: str) -> "Iterator[World]":
    """A market in an empty database, to be furnished; committed, with its words learnt, at the end."""
    database = Database(database_url, pool_size=1)
    try:
        with database.transaction() as session:
            world = World(session).build()
            yield world
            session.flush()
            world.learn_words()
    finally:
        database.close()


@dataclass
class World:
    """Ids of what is there."""

    session: Session
    market_id: str = field(default_factory=lambda: new_id("org"))
    federation_id: str = field(default_factory=lambda: new_id("org"))
    norandino_id: str = field(default_factory=lambda: new_id("org"))
    kuapa_id: str = field(default_factory=lambda: new_id("org"))

    def build(self) -> "World":
        """Write organisations, categories, values, fees and tax."""
        self._organisation(self.market_id, "market", "Solifair", OrganisationKind.MARKET, "FR")
        self._organisation(self.federation_id, "alianza", "Alianza Andina", OrganisationKind.FEDERATION, "PE")
        self._organisation(self.norandino_id, "norandino", "Norandino", OrganisationKind.PRODUCER, "PE")
        self._organisation(self.kuapa_id, "kuapa", "Kuapa Kokoo", OrganisationKind.PRODUCER, "GH")
        self.session.flush()
        self.session.add(
            NetworkMembership(network_id=self.federation_id, member_id=self.norandino_id, accepted_at=BEFORE)
        )
        for code, parent, labels, vat in (
            ("food", None, {"en": "Food", "fr": "Alimentation", "es": "Alimentos"}, VatClass.FOOD),
            ("coffee", "food", {"en": "Coffee", "fr": "Café", "es": "Café"}, VatClass.FOOD),
            ("chocolate", "food", {"en": "Chocolate", "fr": "Chocolat", "es": "Chocolate"}, VatClass.FOOD),
            ("home", None, {"en": "Home", "fr": "Maison", "es": "Casa"}, VatClass.STANDARD),
            ("textiles", "home", {"en": "Textiles", "fr": "Textiles", "es": "Textiles"}, VatClass.STANDARD),
            ("other", None, {"en": "Other", "fr": "Autres", "es": "Otros"}, VatClass.STANDARD),
        ):
            self.session.add(Category(code=code, parent_code=parent, labels=labels, vat_class=vat))
            self.session.flush()
        for code, value_parent in (("ecology", None), ("agroforestry", "ecology"), ("women", None)):
            self.session.add(Term(code=code, scheme="demo", parent_code=value_parent, labels={"en": code.title()}))
            self.session.flush()
        self.session.add(
            FeeSchedule(
                id="fee_now",
                code="standard",
                version=2,
                market_fee_bps=800,
                dues_bps=100,
                solidarity_bps=50,
                valid_from=date(2026, 1, 1),
            )
        )
        # Both producers are exporters: what the market charges them is outside the scope of French VAT.
        for fee in FeeKind:
            self.session.add(
                FeeTaxRule(
                    id=f"ftr_{fee}",
                    fee=fee,
                    market_country="FR",
                    tax_status=TaxStatus.EXPORTER_OUTSIDE_EU,
                    is_domestic=False,
                    rate_bps=0,
                    legal_note="outside the scope of VAT",
                    valid_from=date(2024, 1, 1),
                )
            )
        for vat_class, rate in ((VatClass.FOOD, 550), (VatClass.STANDARD, 2000)):
            self.session.add(TaxRate(country="FR", vat_class=vat_class, rate_bps=rate, valid_from=date(2024, 11, 1)))
        self.session.flush()
        return self

    def product(
        self,
        slug: str,
        name: str,
        *,
        producer_id: str | None = None,
        category: str = "coffee",
        language: str = "en",
        price: int | tuple[int, ...] = 1200,
        premium: int = 40,
        stock: int = 5,
        popularity: int = 0,
        values: tuple[str, ...] = (),
        description: str = "",
        short_line: str = "",
        translations: dict[tuple[str, str], str] | None = None,
        state: ProductState = ProductState.PUBLISHED,
        published_at: datetime | None = BEFORE,
        origin: str = "PE",
        vat_class: VatClass = VatClass.FOOD,
    ) -> str:
        """Write a product with one variant for each price; answers its id."""
        product = Product(
            slug=slug,
            handle=slug,
            producer_id=producer_id or self.norandino_id,
            category_code=category,
            name=name,
            short_line=short_line,
            description=description,
            language=language,
            origin_country=origin,
            origin_region="Piura" if origin == "PE" else "",
            state=state,
            popularity=popularity,
            published_at=published_at,
        )
        self.session.add(product)
        self.session.flush()
        for position, amount in enumerate(price if isinstance(price, tuple) else (price,)):
            variant = Variant(
                product_id=product.id,
                label=f"{250 * (position + 1)} g",
                sku=f"{slug}-{position}",
                net_quantity=Decimal(250 * (position + 1)),
                net_unit="g",
                weight_grams=280 * (position + 1),
                vat_class=vat_class,
                position=position,
            )
            self.session.add(variant)
            self.session.flush()
            self.session.add(
                Price(
                    variant_id=variant.id,
                    currency="EUR",
                    amount_minor=amount,
                    premium_minor=premium,
                    valid_from=BEFORE,
                )
            )
            self.session.add(Stock(variant_id=variant.id, on_hand=stock))
        for term in values:
            self.session.add(ProductValue(product_id=product.id, term_code=term))
        for (lang, what), body in (translations or {}).items():
            self.session.add(
                Translation(entity_id=product.id, field=what, lang=lang, body=body, origin=TranslationOrigin.HUMAN)
            )
        self.session.flush()
        return product.id

    def ships(self, origin: str, destination: str) -> None:
        """Parcels travel from one country to another, or to a zone, or anywhere (`*`)."""
        self.session.merge(ShippingService(code="standard", labels={"en": "Standard"}))
        self.session.flush()
        self.session.add(
            ShippingRate(
                origin_country=origin,
                destination=destination,
                max_grams=5000,
                currency="EUR",
                amount_minor=590,
                valid_from=date(2026, 1, 1),
            )
        )
        self.session.flush()

    def learn_words(self) -> None:
        self.session.execute(text("select rebuild_search_words()"))

    def _organisation(self, org_id: str, slug: str, name: str, kind: OrganisationKind, country: str) -> None:
        is_producer = kind is OrganisationKind.PRODUCER
        self.session.add(
            Organisation(
                id=org_id,
                slug=slug,
                kind=kind,
                name=name,
                country=country,
                place="Piura" if country == "PE" else "",
                line=ProductionLine.AGRARIAN if is_producer else None,
                relation=ProductionRelation.AGRICULTURAL_COOP if is_producer else None,
                tax_status=TaxStatus.EXPORTER_OUTSIDE_EU if is_producer else TaxStatus.UNKNOWN,
            )
        )
