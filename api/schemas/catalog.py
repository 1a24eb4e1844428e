"""What a shopper reads. Lists and pages are built as JSON by the database; these models document and test them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import MoneyOut, Out
from api.schemas.orders import PictureOut
from models.enums import PartKind, ProductState, Traceability, WindowKind


class LabelOut(Out):
    code: str
    label: str | None


class OriginOut(Out):
    """Where it was grown or made."""

    country: str
    country_name: str | None
    region: str


class ProducerShortOut(Out):
    id: str
    slug: str
    name: str
    country: str
    place: str


class SchemeShortOut(Out):
    code: str
    name: str
    owner: str


class CardClaimOut(Out):
    """A label on a card. `display` says whether its logo may be shown or only its name."""

    scheme: SchemeShortOut
    assurance_class: str
    covers: str
    display: str
    certificate_id: str
    valid_until: date


class NamedOut(Out):
    id: str
    slug: str
    name: str


class ClaimOut(CardClaimOut):
    """A label with its proof: `certificate_id` opens it.

    `ingredients` are named where it covers no more than these; `traceability` is null where the certificate does not
    say how its goods travel. `text` says both in words.
    """

    assurance_text: str
    ingredients: list[str]
    traceability: Traceability | None
    number: str
    verified_at: datetime | None
    verified_by: NamedOut | None
    method: str | None
    text: str


class ProductCardOut(Out):
    """A product in a list. `lang` is the language of its words."""

    id: str
    slug: str
    name: str
    short_line: str
    lang: str
    producer: ProducerShortOut
    category: LabelOut
    origin: OriginOut
    price: MoneyOut | None
    prices_differ: bool
    picture: PictureOut | None
    claims: list[CardClaimOut]
    in_stock: bool


class FacetValueOut(Out):
    """`count` is how many products the list would hold with this value chosen in its facet."""

    value: str
    label: str | None
    count: int


class FacetsOut(Out):
    """What the list could be narrowed by, at most 50 values of each, those of most products first.

    `structure`, `line` and `relation` are what producers say of themselves; `assurance` the classes of the schemes
    whose claims stand; `price` the step (1, 2, 5, 10 …) in minor units that a price begins at; `stock` true or false.
    """

    category: list[FacetValueOut]
    producer: list[FacetValueOut]
    structure: list[FacetValueOut]
    line: list[FacetValueOut]
    relation: list[FacetValueOut]
    scheme: list[FacetValueOut]
    assurance: list[FacetValueOut]
    origin: list[FacetValueOut]
    value: list[FacetValueOut]
    ships_to: list[FacetValueOut]
    stock: list[FacetValueOut]
    price: list[FacetValueOut]


class ProductPageOut(Out):
    """`facets` is null where nobody asked for them, and where they could not be counted in time."""

    data: list[ProductCardOut]
    has_more: bool
    next_cursor: str | None
    facets: FacetsOut | None = None


class SuggestionOut(Out):
    """`slug` opens it: a category's code, a producer's or a product's slug."""

    kind: Literal["category", "producer", "product"]
    text: str
    slug: str


class SuggestionsOut(Out):
    data: list[SuggestionOut]


class FeeScheduleOut(Out):
    id: str
    version: int


class PartOut(Out):
    """One part of a price, who gets it, and the rule that says so."""

    kind: PartKind
    label: str
    beneficiary: NamedOut | None
    amount: MoneyOut
    share_bps: int
    rule: str


class BreakdownOut(Out):
    """The parts sum exactly to the total."""

    total: MoneyOut
    country: str
    fee_schedule: FeeScheduleOut
    parts: list[PartOut]


class VariantBreakdownOut(BreakdownOut):
    variant_id: str
    quantity: int


class NetOut(Out):
    value: str = Field(examples=["250"])
    unit: str = Field(examples=["g"])


class UnitPriceOut(MoneyOut):
    """The price per kilogram or litre."""

    per: str


class HarvestOut(Out):
    """What is known of the lot that a variant is sold from."""

    code: str
    harvest_year: int | None
    season: str
    best_before: date | None
    note: str


class VariantOut(Out):
    """A size or kind. `options` answer the product's `option_names`.

    `lowest_30_days` is what it cost at least in the 30 days before its price was lowered, for 30 days after that.
    """

    id: str
    label: str
    options: list[str]
    sku: str | None
    gtin: str | None
    lot: str | None
    harvest: HarvestOut | None
    net: NetOut
    unit_price: UnitPriceOut | None
    price: MoneyOut | None
    lowest_30_days: MoneyOut | None
    premium: MoneyOut | None
    available: int
    weight_grams: int
    breakdown: BreakdownOut | None


class MembersOut(Out):
    """A head count; people whose gender is not recorded stay apart."""

    total: int
    women: int | None
    men: int | None
    unknown: int | None


class ProducerOnProductOut(ProducerShortOut):
    region: str
    line: str | None
    relation: str | None
    structure: str | None
    legal_form: str | None
    members: MembersOut | None
    founded_year: int | None
    languages: list[str]
    short_line: str | None
    story: str | None
    story_lang: str | None
    story_origin: str | None
    picture: PictureOut | None


class DeclaredOut(Out):
    """A tag of the producer's own file that promises what only a certificate proves: nobody has checked it.

    `scheme` is the code of the scheme that it names, `source` the column of the file. `text` says so in words.
    """

    tag: str
    said: str
    scheme: str | None
    source: str
    declared_at: datetime
    text: str


class ChosenValueOut(LabelOut):
    """A value that the product stands for, in its producer's own words; nobody has checked it."""

    statement: str


class WindowOut(Out):
    """Days on which it may be ordered; `opens` and `closes` are `MM-DD` of every year, or dates."""

    kind: WindowKind
    opens: str
    closes: str
    ships_from: date | None


class ProductOut(Out):
    """A product with the breakdown of each variant's price and the proof of each claim."""

    id: str
    slug: str
    version: int
    name: str
    short_line: str
    lang: str
    description: str
    description_lang: str
    description_origin: str
    original_language: str
    category: LabelOut
    origin: OriginOut
    picture: PictureOut | None
    pictures: list[PictureOut] = Field(description="In their producer's order; `picture` is the first")
    values: list[ChosenValueOut]
    declared: list[DeclaredOut] = Field(description="Empty in a market of the EU, where such words need a proof")
    claims: list[ClaimOut]
    option_names: list[str]
    variants: list[VariantOut]
    orderable: bool = Field(description="Whether one of its windows is open today; without windows it always is")
    windows: list[WindowOut]
    producer: ProducerOnProductOut
    price: MoneyOut | None
    prices_differ: bool
    in_stock: bool = Field(description="Whether there is any, and it may be ordered today")
    lot: str | None


class CategoryOut(Out):
    code: str
    parent: str | None
    label: str | None


class CategoriesOut(Out):
    data: list[CategoryOut]
    has_more: bool
    next_cursor: str | None


class TermOut(Out):
    code: str
    scheme: str
    parent: str | None
    label: str | None
    same_as: list[str]
    close_to: list[str]
    part_of: list[str]
    uri: str | None


class TermsOut(Out):
    data: list[TermOut]
    has_more: bool
    next_cursor: str | None


class ProducerCardOut(ProducerShortOut):
    country_name: str | None
    region: str
    line: str | None
    relation: str | None
    short_line: str | None
    lang: str | None
    picture: PictureOut | None
    product_count: int


class ProducersOut(Out):
    data: list[ProducerCardOut]
    has_more: bool
    next_cursor: str | None


class ProducerValueOut(LabelOut):
    """A value in the producer's own judgement, with its own words for it."""

    kind: str
    statement: str


class ProducerOut(ProducerCardOut):
    structure: str | None
    legal_form: str | None
    sector: str
    founded_year: int | None
    languages: list[str]
    self_identified_on: date | None
    members: MembersOut | None
    families: int | None
    families_on: date | None
    story: str | None
    story_lang: str | None
    story_origin: str | None
    premium_use: str | None
    federations: list[NamedOut]
    values: list[ProducerValueOut]
    claims: list[ClaimOut]
    products_url: str


class OwnProductOut(Out):
    """A product as its producer sees it, on sale or not."""

    id: str
    slug: str
    handle: str
    name: str
    language: str
    category: str
    state: ProductState
    version: int
    variant_count: int
    price: MoneyOut | None
    available: int
    picture_id: str | None
    publish_at: datetime | None
    unpublish_at: datetime | None
    updated_at: datetime
