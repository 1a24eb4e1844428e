"""Each kind of fact is told when it becomes one, once, to whom it concerns."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from market.payments.refunds.plan import LineWish
from models.accounts import Person
from models.enums import OrganisationKind, VerificationDecision, WebhookKind
from models.organisations import Organisation
from models.webhooks import WebhookEndpoint
from tests.certification.registry import NOW, Registry
from tests.trade import Trade

_TOLD = text(
    """
    select o.slug, e.kind, e.object, e.object_id
    from webhook_delivery d
    join webhook_event e on e.id = d.event_id
    join webhook_endpoint w on w.id = d.endpoint_id
    join organisation o on o.id = w.organisation_id
    order by e.created_at, o.slug
    """
)


class Ears:
    """Every organisation listens to everything."""

    def __init__(self, database: Database):
        self.database = database
        with database.transaction() as session:
            person = Person(email="ears@example.org", full_name="Ears")
            session.add(person)
            session.flush()
            for organisation_id in session.execute(text("select id from organisation")).scalars().all():
                session.add(
                    WebhookEndpoint(
                        organisation_id=organisation_id,
                        url="https://example.org/hook",
                        kinds=[str(kind) for kind in WebhookKind],
                        created_by=person.id,
                        created_at=NOW,
                    )
                )

    def heard(self, kind: WebhookKind) -> list[tuple[str, str, str]]:
        """(who, what kind of thing, which) of one kind of event."""
        with self.database.reading() as session:
            rows = session.execute(_TOLD).all()
        return [(row.slug, row.object, row.object_id) for row in rows if row.kind == kind]

    def do(self, sql: str, **values: object) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql), values)


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    return Trade.open(clean_database)


@pytest.fixture
def slugs(trade: Trade) -> dict[str, str]:
    """The short names by which `heard` tells who heard."""
    world = trade.world
    wanted = {"market": world.market_id, "norandino": world.norandino_id, "kuapa": world.kuapa_id}
    with trade.database.reading() as session:
        rows = session.execute(text("select id, slug from organisation")).all()
    found = {row.id: row.slug for row in rows}
    return {name: found[id_] for name, id_ in wanted.items()}


def test_a_parcel_on_its_way_and_there(trade: Trade, slugs: dict[str, str]) -> None:
    order = trade.sell(trade.coffees(1), trade.cocoas(1))
    ears, parcel = Ears(trade.database), trade.parcel(order)
    ears.do("update parcel set state = 'shipped', shipped_at = now() where id = :id", id=parcel)
    ears.do("update parcel set tracking = 'X1' where id = :id", id=parcel)
    ears.do("update parcel set state = 'delivered', delivered_at = now() where id = :id", id=parcel)
    both = sorted([(slugs["market"], "parcel", parcel), (slugs["norandino"], "parcel", parcel)])
    assert sorted(ears.heard(WebhookKind.PARCEL_SHIPPED)) == both
    assert sorted(ears.heard(WebhookKind.PARCEL_DELIVERED)) == both


def test_a_refund_is_told_to_the_market_and_to_who_sold_what_came_back(trade: Trade, slugs: dict[str, str]) -> None:
    order = trade.sell(trade.coffees(2), trade.cocoas(3), shipping=590)
    ears = Ears(trade.database)
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    assert ears.heard(WebhookKind.REFUND_MADE) == [], "it is on its way"
    trade.work()
    assert sorted(ears.heard(WebhookKind.REFUND_MADE)) == sorted(
        [(slugs["market"], "refund", refund.id), (slugs["kuapa"], "parcel", trade.parcel(order, 1))]
    )


def test_a_payout_is_told_to_who_is_paid(trade: Trade, slugs: dict[str, str]) -> None:
    trade.sell(trade.coffees(2))
    trade.mature()
    ears = Ears(trade.database)
    trade.run()
    assert ears.heard(WebhookKind.PAYOUT_PAID) == [], "nothing has arrived"
    trade.work()
    with trade.database.reading() as session:
        rows = session.execute(
            text("select p.id, o.slug from payout p join organisation o on o.id = p.beneficiary_id")
        ).all()
    assert {row.slug for row in rows} > {slugs["norandino"]}, "goods and premium, dues of its federation"
    heard = sorted(ears.heard(WebhookKind.PAYOUT_PAID))
    assert heard == sorted((who, "payout", row.id) for row in rows for who in {row.slug, slugs["market"]})


def test_what_a_federation_decides_of_a_certificate_is_told_to_everybody(clean_database: Database) -> None:
    registry = Registry(clean_database)
    with clean_database.transaction() as session:
        session.add(Organisation(slug="fair", kind=OrganisationKind.MARKET, name="Fair", country="DE"))
    ears = Ears(clean_database)
    certificate_id = registry.verified()
    everybody = ["andes", "baobab", "coop", "fair", "other"]

    def heard(kind: WebhookKind) -> list[str]:
        told = ears.heard(kind)
        assert {(what, which) for _, what, which in told} <= {("certificate", certificate_id)}
        return [who for who, _, _ in told]

    assert heard(WebhookKind.CERTIFICATE_VERIFIED) == everybody
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=NOW + timedelta(days=1))
    assert heard(WebhookKind.CERTIFICATE_SUSPENDED) == everybody
    registry.decide(certificate_id, VerificationDecision.LIFT, now=NOW + timedelta(days=2))
    assert len(heard(WebhookKind.CERTIFICATE_VERIFIED)) == 2 * len(everybody)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW + timedelta(days=3))
    assert heard(WebhookKind.CERTIFICATE_WITHDRAWN) == everybody


@pytest.mark.parametrize(("subject", "is_told"), [("market", True), ("order", False)])
def test_a_statement_is_told_to_everybody_unless_it_is_somebodys_own(trade: Trade, subject: str, is_told: bool) -> None:
    order = trade.sell(trade.coffees(1))
    ears = Ears(trade.database)
    ears.do(
        "insert into impact_statement (id, subject_kind, order_id, period_start, period_end, currency, methodology,"
        " state) values ('imp_x', :subject, :order, now() - interval '1 day', now(), 'EUR', 'x', 'queued')",
        subject=subject,
        order=order if subject == "order" else None,
    )
    assert ears.heard(WebhookKind.STATEMENT_PUBLISHED) == []
    ears.do(
        "update impact_statement set state = 'ready', document = '{}', sha256 = '\\x00', as_of_entry = 1, as_of = now()"
    )
    heard = ears.heard(WebhookKind.STATEMENT_PUBLISHED)
    assert {(what, which) for _, what, which in heard} == ({("statement", "imp_x")} if is_told else set())
