"""Which product carries which claim, told twice: by SQL, and by a plain reading of the rules in Python.

The oracle shares nothing with the code it judges: it walks over days as people of the scheme's timezone live them, and
asks every condition of every certificate for every product.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from models.accounts import Person
from models.catalog import Category, Product, Variant
from models.certification import Certificate, CertificateSubject, Mandate, Scheme, Verification
from models.claims import ClaimBalance, ClaimUse
from models.enums import (
    AssuranceClass,
    CertificateState,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
    ProductState,
    SubjectKind,
    VatClass,
    VerificationDecision,
    VerificationMethod,
)
from models.orders import Order, OrderLine, Parcel
from models.organisations import NetworkMembership, Organisation

DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST = date(2026, 10, 20)
# Their clocks change in these weeks: Lisbon's and the Azores' on 25 October, Havana's over midnight of 1 November.
ZONES = (
    "UTC",
    "Europe/Lisbon",
    "Atlantic/Azores",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
)
PARENTS = {"food": None, "coffee": "food", "espresso": "coffee", "home": None}
PRODUCERS = ("org_a", "org_b")
MOSTLY_A = ("org_a", "org_a", "org_a", "org_b")
COUNTING = ("verified", "suspended", "withdrawn", "surrendered", "superseded")


@dataclass(frozen=True)
class Vouching:
    """A federation's word: until when its mandate lived, by when it wanted to look again."""

    withdrawn_at: datetime | None
    recheck_due_on: date | None
    decision: VerificationDecision


@dataclass(frozen=True)
class Sale:
    """So many grams, from a moment until they came back."""

    grams: int
    used_at: datetime
    released_at: datetime | None


@dataclass(frozen=True)
class Paper:
    """A certificate and everything that was decided about it."""

    scheme: int
    holder: str
    state: CertificateState
    valid_from: date
    valid_to: date
    claim_from: datetime | None
    claim_until: datetime | None
    subjects: frozenset[tuple[SubjectKind, str]]
    vouchings: tuple[Vouching, ...]
    quantity: int | None
    sales: tuple[Sale, ...]


@dataclass(frozen=True)
class Good:
    """A product; `grams` are those of each of its pieces."""

    producer: str
    category: str
    grams: tuple[int, ...]


MARKET_IN = "FR"


@dataclass(frozen=True)
class Rules:
    """A scheme."""

    zone: str
    grace_days: int
    certifies: tuple[str, ...]
    limits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class History:
    """A small market with all its past. `belongings`: a network and its member, as it is now."""

    schemes: tuple[Rules, ...]
    goods: tuple[Good, ...]
    papers: tuple[Paper, ...]
    instants: tuple[datetime, ...]
    belongings: frozenset[tuple[str, str]] = frozenset()


def shows(history: History, paper: Paper, good: int, at: datetime) -> str | None:
    """What the certificate covers of the product at a moment, None if its claim is not shown."""
    rules = history.schemes[paper.scheme]
    product = history.goods[good]
    today = at.astimezone(ZoneInfo(rules.zone)).date()
    grace = timedelta(days=rules.grace_days)
    named = {kind: {ref for each, ref in paper.subjects if each is kind} for kind in SubjectKind}
    above = [product.category]
    while (parent := PARENTS[above[-1]]) is not None:
        above.append(parent)
    narrow = named[SubjectKind.SITE] | named[SubjectKind.HARVEST] | named[SubjectKind.INGREDIENT]
    listed = named[SubjectKind.PRODUCT] | named[SubjectKind.CATEGORY]
    conditions = (
        (MARKET_IN, "none") not in rules.limits,
        paper.state in COUNTING,
        paper.claim_from is not None and paper.claim_from <= at,
        paper.claim_until is None or at < paper.claim_until,
        paper.valid_from <= today <= paper.valid_to + grace,
        any(
            each.decision is VerificationDecision.VERIFY
            and (each.withdrawn_at is None or at < each.withdrawn_at)
            and (each.recheck_due_on is None or today <= each.recheck_due_on + grace)
            for each in paper.vouchings
        ),
        product.producer in (named[SubjectKind.ORGANISATION] or {paper.holder}),
        product.producer == paper.holder or (paper.holder, product.producer) in history.belongings,
        not named[SubjectKind.PRODUCT] or f"prd_{good}" in named[SubjectKind.PRODUCT],
        not named[SubjectKind.CATEGORY] or not named[SubjectKind.CATEGORY].isdisjoint(above),
        not narrow or bool(listed),
        has_enough(paper, product, at),
    )
    if not all(conditions):
        return None
    if named[SubjectKind.INGREDIENT]:
        return "ingredient"
    only_organisations = set(rules.certifies) <= {"organisation"}
    return "enterprise" if not listed and ("enterprise" in rules.certifies or only_organisations) else "whole_product"


def has_enough(paper: Paper, product: Good, at: datetime) -> bool:
    """Whether what is left covers a piece of the product."""
    if paper.quantity is None:
        return True
    gone = sum(
        sale.grams for sale in paper.sales if sale.used_at <= at and (sale.released_at is None or sale.released_at > at)
    )
    return bool(product.grams) and paper.quantity - gone >= min(product.grams)


def instants_of(papers: Sequence[Paper], schemes: Sequence[Rules]) -> list[datetime]:
    """Where something may change: midnights of the scheme's zone, decisions, sales; and the moment before each."""
    found: set[datetime] = set()
    for paper in papers:
        rules = schemes[paper.scheme]
        grace = timedelta(days=rules.grace_days)
        days = [paper.valid_from, paper.valid_to + DAY, paper.valid_to + grace + DAY]
        days += [each.recheck_due_on + grace + DAY for each in paper.vouchings if each.recheck_due_on]
        for day in days:
            for fold in (0, 1):
                found.add(
                    datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(rules.zone), fold=fold).astimezone(UTC)
                )
        found |= {at for at in (paper.claim_from, paper.claim_until) if at}
        found |= {each.withdrawn_at for each in paper.vouchings if each.withdrawn_at}
        found |= {at for sale in paper.sales for at in (sale.used_at, sale.released_at) if at}
    return sorted({at - step for at in found for step in (timedelta(), MICROSECOND, timedelta(seconds=1))})


days = st.integers(0, 20).map(lambda number: FIRST + number * DAY)
moments = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds),
    days,
    st.sampled_from([0, 1, 18900, 43200, 86399]),
)
subjects = st.frozensets(
    st.one_of(
        st.tuples(st.just(SubjectKind.ORGANISATION), st.sampled_from(PRODUCERS)),
        st.tuples(st.just(SubjectKind.PRODUCT), st.sampled_from(["prd_0", "prd_1", "prd_2"])),
        st.tuples(st.just(SubjectKind.CATEGORY), st.sampled_from(sorted(PARENTS))),
        st.tuples(
            st.sampled_from([SubjectKind.SITE, SubjectKind.HARVEST, SubjectKind.INGREDIENT]), st.just("a valley")
        ),
    ),
    max_size=3,
)
vouchings = st.lists(
    st.builds(
        Vouching,
        st.none() | moments,
        st.none() | days,
        st.sampled_from([VerificationDecision.VERIFY] * 4 + [VerificationDecision.SUSPEND]),
    ),
    max_size=3,
).map(tuple) | st.just((Vouching(None, None, VerificationDecision.VERIFY),))
sales = st.lists(
    st.builds(
        lambda grams, used_at, back: Sale(grams, used_at, None if back is None else used_at + back),
        st.sampled_from([1, 250, 500]),
        moments,
        st.none() | st.sampled_from([timedelta(), timedelta(seconds=1), DAY]),
    ),
    max_size=3,
).map(tuple)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    valid_from = draw(st.sampled_from([date(2026, 1, 1)] * 3) | days)
    last = st.sampled_from([date(2027, 12, 31)]) | days | st.just(valid_from)
    quantity = draw(st.sampled_from([None, None, 249, 250, 500, 750]))
    return Paper(
        scheme=draw(st.integers(0, 1)),
        holder=draw(st.sampled_from(MOSTLY_A)),
        state=draw(
            st.sampled_from(["verified"] * 4 + ["draft", "in_review", "rejected", *COUNTING]).map(CertificateState)
        ),
        valid_from=valid_from,
        valid_to=max(valid_from, draw(last)),
        claim_from=draw(st.just(LONG_AGO) | st.just(LONG_AGO) | st.none() | moments),
        claim_until=draw(st.sampled_from([None, None, None]) | moments),
        subjects=draw(st.sampled_from([frozenset()]) | st.just(frozenset()) | subjects),
        vouchings=draw(vouchings),
        quantity=quantity,
        sales=draw(sales) if quantity is not None else (),
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    schemes = draw(
        st.tuples(
            *[
                st.builds(
                    Rules,
                    st.sampled_from(ZONES),
                    st.sampled_from([0, 0, 3]),
                    st.sampled_from([("organisation",), ("organisation", "product"), ("enterprise", "product"), ()]),
                    st.sampled_from([(), (), (), ((MARKET_IN, "text"),), ((MARKET_IN, "none"),), (("US", "none"),)]),
                )
            ]
            * 2
        )
    )
    goods = draw(
        st.tuples(
            *[
                st.builds(
                    Good,
                    st.sampled_from(MOSTLY_A),
                    st.sampled_from(sorted(PARENTS)),
                    st.sampled_from([(250,), (250,), (500, 250), (1000,), ()]),
                )
            ]
            * 3
        )
    )
    written = tuple(draw(st.lists(papers(), min_size=1, max_size=5)))
    at = draw(st.lists(st.sampled_from(instants_of(written, schemes)) | moments, min_size=5, max_size=15))
    belongings = draw(st.frozensets(st.tuples(st.sampled_from(PRODUCERS), st.sampled_from(PRODUCERS))))
    return History(schemes, goods, written, tuple(at), belongings)


@dataclass
class Writer:
    """Writes a history down as rows."""

    session: Session
    ids: dict[str, str] = field(default_factory=dict)

    def write(self, history: History) -> None:
        add = self.session.add
        for number, rules in enumerate(history.schemes):
            add(
                Scheme(
                    id=f"std_{number}",
                    code=f"scheme{number}",
                    name="Scheme",
                    owner="Owner",
                    assurance_class=AssuranceClass.THIRD_PARTY,
                    certifies=list(rules.certifies),
                    display=dict(rules.limits),
                    timezone=rules.zone,
                    grace_days=rules.grace_days,
                )
            )
        for number, good in enumerate(history.goods):
            add(
                Product(
                    id=f"prd_{number}",
                    slug=f"p{number}",
                    handle=f"p{number}",
                    producer_id=good.producer,
                    category_code=good.category,
                    name="Product",
                    language="en",
                    origin_country="PE",
                    state=ProductState.PUBLISHED,
                )
            )
        self.session.flush()
        for number, good in enumerate(history.goods):
            for position, grams in enumerate(good.grams):
                add(
                    Variant(
                        id=f"var_{number}_{position}",
                        product_id=f"prd_{number}",
                        label=f"{position}",
                        net_quantity=Decimal(grams) if position else Decimal(grams) / 1000,
                        net_unit="g" if position else "kg",
                        weight_grams=grams + 30,
                        vat_class=VatClass.FOOD,
                        position=position,
                    )
                )
        self.session.flush()
        for network in PRODUCERS:
            for member in PRODUCERS:
                if member != network:
                    self._belong(network, member, holds=(network, member) in history.belongings)
        for number, paper in enumerate(history.papers):
            self._paper(number, paper)
        self.session.flush()

    def _belong(self, network: str, member: str, *, holds: bool) -> None:
        """Who belongs has joined; who does not has left, or was never answered."""
        self.session.add(
            NetworkMembership(
                network_id=network, member_id=member, accepted_at=LONG_AGO, ended_at=None if holds else LONG_AGO
            )
        )
        if not holds:
            self.session.add(NetworkMembership(network_id=network, member_id=member))

    def _paper(self, number: int, paper: Paper) -> None:
        add, certificate_id = self.session.add, f"crt_{number}"
        add(
            Certificate(
                id=certificate_id,
                scheme_id=f"std_{paper.scheme}",
                number=f"{number}",
                holder_id=paper.holder,
                state=paper.state,
                valid_from=paper.valid_from,
                valid_to=paper.valid_to,
                claim_from=paper.claim_from,
                claim_until=paper.claim_until,
                quantity_grams=paper.quantity,
            )
        )
        self.session.flush()
        for kind, ref in sorted(paper.subjects):
            add(CertificateSubject(certificate_id=certificate_id, kind=kind, ref=ref))
        for place, vouching in enumerate(paper.vouchings):
            mandate = Mandate(
                id=f"man_{number}_{place}",
                federation_id=f"org_f{number}{place}",
                scheme_id=f"std_{paper.scheme}",
                granted_at=datetime(2026, 1, 1, tzinfo=UTC),
                withdrawn_at=vouching.withdrawn_at,
            )
            self.session.add(organisation(mandate.federation_id, OrganisationKind.FEDERATION))
            self.session.flush()
            add(mandate)
            self.session.flush()
            add(
                Verification(
                    certificate_id=certificate_id,
                    federation_id=mandate.federation_id,
                    mandate_id=mandate.id,
                    verifier_id="per_v",
                    method=VerificationMethod.DOCUMENT,
                    decision=vouching.decision,
                    reason="The document was read in full.",
                    checked_at=datetime(2026, 1, 1, tzinfo=UTC),
                    recheck_due_on=vouching.recheck_due_on,
                )
            )
        for sale in paper.sales:
            add(
                ClaimUse(
                    certificate_id=certificate_id,
                    order_id="ord_1",
                    order_line_id="li_1",
                    grams=sale.grams,
                    used_at=sale.used_at,
                    released_at=sale.released_at,
                )
            )
        if paper.sales:
            standing = sum(sale.grams for sale in paper.sales if sale.released_at is None)
            add(ClaimBalance(certificate_id=certificate_id, used_grams=standing))
        self.session.flush()


def organisation(organisation_id: str, kind: OrganisationKind, country: str = "PE") -> Organisation:
    is_producer = kind is OrganisationKind.PRODUCER
    return Organisation(
        id=organisation_id,
        slug=organisation_id.replace("_", "-"),
        kind=kind,
        name=organisation_id,
        country=country,
        line=ProductionLine.AGRARIAN if is_producer else None,
        relation=ProductionRelation.AGRICULTURAL_COOP if is_producer else None,
    )


@pytest.fixture(scope="module")
def market(services) -> Iterator[Database]:
    """Producers, categories and an order to hang sales on; each example writes the rest and takes it back."""
    with services.clone() as url:
        database = Database(url, pool_size=1)
        with database.transaction() as session:
            session.add_all(organisation(each, OrganisationKind.PRODUCER) for each in (*PRODUCERS, "org_z"))
            session.add(organisation("org_m", OrganisationKind.MARKET, MARKET_IN))
            session.add(Person(id="per_v", email="v@example.org", full_name="Vera"))
            for code, parent in PARENTS.items():
                session.add(Category(code=code, parent_code=parent, labels={"en": code}, vat_class=VatClass.FOOD))
                session.flush()
            write_order(session)
        yield database
        database.close()


def write_order(session: Session) -> None:
    """One line of one order of another product."""
    session.add(
        Product(
            id="prd_z",
            slug="z",
            handle="z",
            producer_id="org_z",
            category_code="home",
            name="Z",
            language="en",
            origin_country="PE",
        )
    )
    session.flush()
    session.add(
        Variant(
            id="var_z",
            product_id="prd_z",
            label="z",
            net_quantity=Decimal(1),
            net_unit="piece",
            weight_grams=1,
            vat_class=VatClass.FOOD,
            position=0,
        )
    )
    session.add(
        Order(
            id="ord_1",
            email="c@example.org",
            full_name="C",
            shipping_address={},
            country="FR",
            currency="EUR",
            goods_minor=1,
            shipping_minor=0,
            total_minor=1,
            placed_at=datetime(2026, 1, 1, tzinfo=UTC),
            expires_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )
    session.flush()
    session.add(Parcel(id="pcl_1", order_id="ord_1", producer_id="org_z", weight_grams=1, shipping_minor=0))
    session.flush()
    session.add(
        OrderLine(
            id="li_1",
            order_id="ord_1",
            parcel_id="pcl_1",
            producer_id="org_z",
            product_id="prd_z",
            variant_id="var_z",
            name="Z",
            variant_label="z",
            quantity=1,
            unit_amount_minor=1,
            amount_minor=1,
        )
    )


class Undo(Exception):
    """Ends an example: nothing of it stays."""


_OF_PRODUCTS = text("select product_id, certificate_id, scheme_id, covers from product_claims(:products, :at)")
_OF_MARKET = text("select product_id, scheme_id from scheme_claims(:at)")
_OF_SCHEME = text("select product_id from products_with_scheme(:code, :at)")


def check(session: Session, history: History) -> None:
    """Every way to ask says at every instant what the oracle says."""
    products = [f"prd_{number}" for number in range(len(history.goods))]
    for at in history.instants:
        expected = {
            (f"prd_{good}", f"crt_{number}", f"std_{paper.scheme}", covers)
            for number, paper in enumerate(history.papers)
            for good in range(len(history.goods))
            if (covers := shows(history, paper, good, at)) is not None
        }
        rows = session.execute(_OF_PRODUCTS, {"products": products, "at": at}).all()
        assert {tuple(row) for row in rows} == expected, at
        assert len(rows) == len(expected), "no claim twice"
        schemes = {(product, scheme) for product, _, scheme, _ in expected}
        assert {tuple(row) for row in session.execute(_OF_MARKET, {"at": at})} == schemes, at
        for number in range(len(history.schemes)):
            found = {row.product_id for row in session.execute(_OF_SCHEME, {"code": f"scheme{number}", "at": at})}
            assert found == {product for product, scheme in schemes if scheme == f"std_{number}"}, at


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_sql_and_a_plain_reading_of_the_rules_agree(market: Database, history: History) -> None:
    with pytest.raises(Undo), market.transaction() as session:
        Writer(session).write(history)
        check(session, history)
        raise Undo


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("last", [date(2026, 10, 24), date(2026, 10, 31), date(2026, 11, 15)])
def test_the_last_second_of_the_last_day_is_the_zones_own(market: Database, zone: str, last: date) -> None:
    paper = Paper(
        scheme=0,
        holder="org_a",
        state=CertificateState.VERIFIED,
        valid_from=date(2026, 1, 1),
        valid_to=last,
        claim_from=datetime(2026, 1, 1, tzinfo=UTC),
        claim_until=None,
        subjects=frozenset(),
        vouchings=(Vouching(None, None, VerificationDecision.VERIFY),),
        quantity=None,
        sales=(),
    )
    rules = Rules(zone, 0, ("product",))
    goods = (Good("org_a", "coffee", (250,)),)
    # The days around it, and the moments where it may change.
    start = datetime(last.year, last.month, last.day, tzinfo=UTC) - DAY
    instants = [start + number * timedelta(hours=3) for number in range(25)]
    history = History((rules,), goods, (paper,), (*instants, *instants_of([paper], [rules])))
    seen = {shows(history, paper, 0, at) for at in history.instants}
    assert seen == {"whole_product", None}, "the days around it hold its end"
    with pytest.raises(Undo), market.transaction() as session:
        Writer(session).write(history)
        check(session, history)
        raise Undo
