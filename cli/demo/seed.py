"""Fill an empty market with the demo: stage by stage, each of which finds out whether it has been done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from cli.demo.agreements import agree_and_prefinance
from cli.demo.content_types import DemoContent
from cli.demo.fee_changes import announce_lower_fees
from cli.demo.goods import put_on_shelves, store_drawings
from cli.demo.ground import Ground, lay_ground
from cli.demo.history import History, write_history
from cli.demo.hubs import open_hub
from cli.demo.mails import write_of_late
from cli.demo.payout_accounts import lay_rails, open_payout_accounts
from cli.demo.premiums import decide_on_premium
from cli.demo.proofs import bring_proofs
from cli.demo.records import put_on_record
from cli.demo.rounds import hold_rounds
from cli.demo.sandbox import Sandbox
from cli.demo.webhooks import listen_to_sales
from kit.errors import NotAllowed
from kit.settings import STRIPE_ITSELF, Mode
from market.impact.build_statement import build_statement
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from models.accounts import Person
from models.catalog import Product
from models.enums import OrganisationKind, StatementSubject
from models.organisations import Organisation
from workers.tools import Tools

_HAS_STATEMENTS = text("select exists (select from impact_statement)")
_BUSIEST = text(
    """
    select producer_id from order_line l join customer_order o on o.id = l.order_id
    where o.paid_at >= :start and o.paid_at < :end
    group by producer_id order by count(distinct order_id) desc, producer_id limit 2
    """
)


class OnlyForDemos(NotAllowed):
    """The demo is for a market in demo mode whose Stripe is simulated."""

    code: ClassVar[str] = "only_for_demos"


@dataclass(frozen=True)
class Seeded:
    """What this call added; nothing at all when everything was there."""

    has_new_ground: bool
    certificates: int
    history: History | None
    statements: int


def seed_demo(tools: Tools, content: DemoContent) -> Seeded:
    """Write the demo market, its proofs and a year of its trade.

    Called again it adds nothing, and after an interruption what is missing. Raises OnlyForDemos, SandboxHasAPast,
    SandboxUnavailable, GatewayUnavailable.
    """
    refuse_production(tools)
    if tools.settings.stripe_api_base == STRIPE_ITSELF:
        raise OnlyForDemos()
    now = tools.now()
    database, sandbox = tools.database, Sandbox(tools.settings.stripe_api_base)
    drawings = store_drawings(tools.files, content)
    with database.transaction() as session:
        has_new_ground = _find_market(session) is None
        if has_new_ground:
            ground = lay_ground(session, content, now=now)
            put_on_shelves(session, content, ground.organisations, drawings)
    with database.reading() as session:
        ground = _find_ground(session, content)
        products = _find_products(session)
    certificates = bring_proofs(database, tools.files, content, ground, products, now=now)
    lay_rails(tools, content)
    open_payout_accounts(tools, sandbox, content, ground)
    maturity = timedelta(days=tools.settings.payout_maturity_days)
    history = write_history(database, tools.stripe, sandbox, content, ground, maturity=maturity, now=now)
    statements = _publish_statements(tools, content.market.currency, now)
    with database.transaction() as session:
        open_hub(session, content, ground, now=now)
        put_on_record(session, content, ground, now=now)
    hold_rounds(database, tools.files, content, ground, now=now)
    with database.transaction() as session:
        agree_and_prefinance(session, content, ground, now=now)
        write_of_late(session, now=now)
        announce_lower_fees(session, content, ground, notice_days=tools.settings.fee_notice_days, now=now)
        decide_on_premium(session, content, ground, now=now)
        listen_to_sales(session, content, ground, secret_key=tools.settings.secret_key, now=now)
    return Seeded(has_new_ground, certificates, history, statements)


def refuse_production(tools: Tools) -> None:
    """Raises OnlyForDemos."""
    if tools.settings.mode is Mode.PRODUCTION:
        raise OnlyForDemos()


def _find_market(session: Session) -> Organisation | None:
    statement = select(Organisation).where(col(Organisation.kind) == OrganisationKind.MARKET).limit(1)
    return session.execute(statement).scalar_one_or_none()


def _find_ground(session: Session, content: DemoContent) -> Ground:
    organisations = {row.slug: row.id for row in session.execute(select(Organisation)).scalars()}
    by_email = {row.email: row.id for row in session.execute(select(Person)).scalars()}
    people = {person.slug: by_email[person.email.lower()] for person in content.people}
    return Ground(organisations[content.market.slug], organisations, people)


def _find_products(session: Session) -> Mapping[str, str]:
    return {row.slug: row.id for row in session.execute(select(col(Product.slug), col(Product.id)))}


def _publish_statements(tools: Tools, currency: str, now: datetime) -> int:
    """The last full quarter of the market and of the two producers with the most orders in it."""
    start, end = last_quarter(now)
    with tools.database.transaction() as session:
        if session.execute(_HAS_STATEMENTS).scalar_one():
            return 0
        busiest = session.execute(_BUSIEST, {"start": start, "end": end}).scalars().all()
        asked = [
            request_statement(
                session,
                About(StatementSubject.PRODUCER if organisation_id else StatementSubject.MARKET, organisation_id),
                period_start=start,
                period_end=end,
                currency=currency,
                requested_by=None,
                now=now,
            ).id
            for organisation_id in (None, *busiest)
        ]
    signing = Signing(tools.settings.api_url, tools.settings.secret_key)
    for statement_id in asked:
        build_statement(tools.database, statement_id, signing=signing, now=now)
    return len(asked)


def last_quarter(now: datetime) -> tuple[datetime, datetime]:
    """The last three calendar months, January to March and so on, that are over; the end is not included."""
    end = datetime(now.year, 3 * ((now.month - 1) // 3) + 1, 1, tzinfo=UTC)
    before = end - timedelta(days=1)
    return datetime(before.year, before.month - 2, 1, tzinfo=UTC), end
