"""The shapes of the demo market's hand-made content, as read from the TOML files.

Money is integer euro cents with VAT included; days are offsets from the day of seeding; weights are grams.
`Words` maps a language code to a text; which languages must be present is checked by `cli.demo.content`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, StringConstraints

from certification.schemes.rules import SchemeOnFile
from cli.demo.market_types import Market
from cli.demo.plain_types import Cents, Code, Country, Currency, Language, Line, Slug, Words

VatClass = Literal["food", "standard"]
CertificateState = Literal["submitted", "needs_info", "verified", "expired", "withdrawn"]

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Members:
    """Head count. People whose gender the organisation has not recorded stay apart and are never shared out."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    total: int
    women: int
    men: int
    unknown: int


@dataclass(frozen=True)
class Bank:
    """An account at a bank, by its IBAN or by another number."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    holder_name: str
    bic: str
    bank_name: str
    iban: str | None = None
    account_number: str | None = None


@dataclass(frozen=True)
class Payout:
    """How the organisation is paid, in its own currency, and what it is to a tax office."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    rail: Literal["stripe_connect", "manual_bank"]
    currency: Currency
    tax_status: Literal["vat_registered_eu", "vat_exempt_small_business", "exporter_outside_eu"]
    bank: Bank | None = None


@dataclass(frozen=True)
class Story:
    """One language of the organisation's story; `original` is its own wording, `human` a person's translation."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    lang: Language
    origin: Literal["original", "human"]
    text: Annotated[str, StringConstraints(min_length=200, max_length=1200, strip_whitespace=True)]


@dataclass(frozen=True)
class Verification:
    """What a federation did about a certificate, when, and why it decided so."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    federation: Slug
    verifier: Slug
    method: Literal["register_lookup", "document", "call", "visit", "peer"]
    checked_days: int
    recheck_days: int
    reason: Line


@dataclass(frozen=True)
class Withdrawal:
    """The end of a certificate before its date, with the reason shown to everyone."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    effective_days: int
    public_reason: Line


@dataclass(frozen=True)
class RequestForInfo:
    """What a verifier asked of the holder, in the holder's language."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    asked_days: int
    question: Line


@dataclass(frozen=True)
class Certificate:
    """A certificate as the scheme wrote it. Scope: AND between kinds of subject, OR within one kind.

    With no products, categories or sites named it covers the whole organisation.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    key: Slug
    scheme: Code
    number: Line
    from_days: int
    to_days: int
    submitted_days: int
    state: CertificateState
    evidence_title: Line
    scope_products: tuple[Slug, ...] = ()
    scope_categories: tuple[Code, ...] = ()
    sites: tuple[Line, ...] = ()
    verification: Verification | None = None
    withdrawal: Withdrawal | None = None
    request_for_info: RequestForInfo | None = None


@dataclass(frozen=True)
class Quantity:
    """Net content as printed on the pack."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    value: Annotated[Decimal, Field(gt=0)]
    unit: Literal["g", "kg", "ml", "l", "piece"]


@dataclass(frozen=True)
class Variant:
    """One size of a product. The label uses figures and units only, so it needs no translation."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    label: Line
    sku: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]+(-[A-Z0-9]+)*$")]
    net: Quantity
    price_minor: Annotated[int, Field(gt=0)]
    premium_minor: Cents
    stock: Annotated[int, Field(ge=5, le=200)]
    weight_grams: Annotated[int, Field(gt=0)]


@dataclass(frozen=True)
class Origin:
    """Where the product was grown or made."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    country: Country
    region: Line


@dataclass(frozen=True)
class MinimumPriceReference:
    """Row of a scheme's minimum-price table, and how much of that row's product one net unit stands for."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    reference: Code
    form: Code
    organic: bool
    per_net_kg: Annotated[Decimal, Field(gt=0)]


@dataclass(frozen=True)
class Product:
    """One product with its words in the producer's language, English, French and Spanish."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    category: Code
    vat: VatClass
    origin: Origin
    values: tuple[Code, ...]
    name: Words
    description: Words
    alt: Words
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=3)]
    harvest: Line | None = None
    minimum_price: MinimumPriceReference | None = None


@dataclass(frozen=True)
class Producer:
    """A producer organisation with everything it sells and every certificate it has handed in."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    legal_form: Literal["L1", "L2", "L3", "L4", "L5"]
    structure: Annotated[str, StringConstraints(pattern=r"^OS\d{2,3}$")]
    line: Literal["agrarian", "enterprise", "indigenous_collective"]
    position: Code
    country: Country
    region: Line
    place: Line
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    activity: Annotated[str, StringConstraints(pattern=r"^ICA\d{2,3}$")]
    sector: Line
    founded: int
    federation: Slug
    members: Members
    payout: Payout
    short_line: Words
    premium_use: Words
    story: tuple[Story, ...]
    certificates: tuple[Certificate, ...]
    products: tuple[Product, ...]
    families: Annotated[int, Field(ge=5)] | None = None

    @property
    def own_language(self) -> str:
        """The language the organisation writes in; its story is original in it."""
        return self.languages[0]


@dataclass(frozen=True)
class Mandate:
    """What a federation may decide: schemes, countries and activities, all three at once."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    schemes: tuple[Code, ...]
    countries: tuple[Country, ...]
    activities: tuple[str, ...]
    granted_days: int


@dataclass(frozen=True)
class Federation:
    """An organisation of organisations that verifies certificates within its mandate."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    name: Line
    country: Country
    region: Line
    languages: tuple[Language, ...]
    founded: int
    legal_form: str
    structure: str
    mandate: Mandate
    short_line: Words


@dataclass(frozen=True)
class Network:
    """A network whose members are federations or other networks; the whole has no cycle."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    name: Line
    country: Country
    kind: Literal["campaign", "continental", "intercontinental"]
    members: tuple[Slug, ...]
    joined_days: int
    short_line: Words


@dataclass(frozen=True)
class Category:
    """A node of the shallow category tree; a root has no parent."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Code
    name: Words
    parent: Code | None = None


@dataclass(frozen=True)
class Value:
    """A concept of the value vocabulary; a top concept has no `broader`. `qualifier` is an ESSGlobal code."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    code: Code
    label: Words
    broader: Code | None = None
    qualifier: str | None = None
    match: Literal["exact", "close", "broad"] | None = None


@dataclass(frozen=True)
class Person:
    """Someone who signs in to the demo. Shoppers and the operator belong to no organisation."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    name: Line
    email: str
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]
    role: Literal["shopper", "secretary", "member", "verifier", "operator"]
    place: Line
    country: Country
    organisation: Slug | None = None


@dataclass(frozen=True)
class DemoContent:
    """Everything the seeder writes, checked as a whole: each reference in it resolves."""

    market: Market
    schemes: tuple[SchemeOnFile, ...]
    values: tuple[Value, ...]
    categories: tuple[Category, ...]
    federations: tuple[Federation, ...]
    networks: tuple[Network, ...]
    producers: tuple[Producer, ...]
    people: tuple[Person, ...]

    @property
    def products(self) -> tuple[tuple[Producer, Product], ...]:
        """Every product beside the producer who sells it, in file order."""
        return tuple((producer, product) for producer in self.producers for product in producer.products)
