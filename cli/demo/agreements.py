"""The demo's trade agreement of two peoples' co-operatives, and its fund that sends money ahead of a harvest."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.harvest_fund import open_harvest_fund
from kit.money import Money
from market.agreements.propose_agreement import propose_agreement
from market.agreements.rules import Commitment, Content, Good, Package, Party
from market.agreements.settle_in_kind import Delivered, answer_delivery, state_delivery
from market.agreements.sign_agreement import Signatory, sign_agreement
from market.prefinance.decide_prefinance import decide_prefinance
from market.prefinance.request_prefinance import Wish, request_prefinance
from market.prefinance.screens.set_screen import NewScreen, add_screen
from market.prefinance.set_terms import set_terms
from models.agreements import TradeCommitment
from models.enums import MemberRole
from models.enums.prefinance import PrefinanceAct, ScreenSide, ScreenUse
from models.organisations import Membership

_HAS_AGREEMENT = text("select exists (select from trade_agreement)")
# Of the highlands of Bolivia and of the coffee slopes of Peru. All invented.
_QUINOA, _COFFEE = "ayllu-kintu-pampa", "tres-quebradas"
_EXPECTED, _AHEAD = 2_000_00, 1_000_00


@dataclass(frozen=True)
class _Side:
    organisation_id: str
    person_id: str


def agree_and_prefinance(session: Session, content: DemoContent, ground: Ground, *, now: datetime) -> None:
    """Let two producers sign and keep an agreement, and a fund send one of them half of a harvest's price."""
    if session.execute(_HAS_AGREEMENT).scalar_one():
        return
    quinoa, coffee = _side(content, ground, _QUINOA), _side(content, ground, _COFFEE)
    _agree(session, quinoa, coffee, content.market.currency, now)
    _prefinance(session, ground, coffee, content.market.currency, now)


def _side(content: DemoContent, ground: Ground, slug: str) -> _Side:
    person = next(person for person in content.people if person.organisation == slug)
    return _Side(ground.organisations[slug], ground.people[person.slug])


def _agree(session: Session, quinoa: _Side, coffee: _Side, currency: str, now: datetime) -> None:
    today = now.astimezone(UTC).date()
    made = propose_agreement(
        session,
        _content(quinoa, coffee, currency, today),
        organisation_id=quinoa.organisation_id,
        amends=None,
        person_id=quinoa.person_id,
        now=now,
    )
    signatory = Signatory(made.id, coffee.organisation_id, coffee.person_id, now)
    sign_agreement(session, signatory, sha256=made.sha256.hex())
    statement = select(TradeCommitment).where(col(TradeCommitment.agreement_id) == made.id)
    given, answered = session.execute(statement.order_by(col(TradeCommitment.position))).scalars().all()
    for commitment, giver, taker, quantity, minor in (
        (given, quinoa, coffee, Decimal(240), 1_056_00),
        (answered, coffee, quinoa, Decimal(90), 612_00),
    ):
        delivery = state_delivery(
            session,
            Delivered(quantity, minor, today - timedelta(days=9), ""),
            commitment_id=commitment.id,
            organisation_id=giver.organisation_id,
            person_id=giver.person_id,
            now=now,
        )
        answer_delivery(session, delivery_id=delivery.id, is_right=True, person_id=taker.person_id, now=now)


def _content(quinoa: _Side, coffee: _Side, currency: str, today: date) -> Content:
    first, second = quinoa.organisation_id, coffee.organisation_id
    due = today - timedelta(days=2), today + timedelta(days=120)
    return Content(
        title="Acuerdo de los pueblos: quinua y café",
        body=(
            "Nos complementamos en vez de competir: quinua del altiplano para las ferias del norte, café de las "
            "quebradas para las tiendas del ayllu, y lo que sabemos, para los dos."
        ),
        currency=currency,
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=305),
        compensation_bps=0,
        compensation_fund_id=None,
        parties=(Party(first, 3), Party(second, 4)),
        goods=(Good(None, "coffee", "tostado en origen"),),
        commitments=(
            Commitment(first, second, "Quinua real", "kg", Decimal(300), 1_320_00, due[0], None),
            Commitment(second, first, "Café pergamino lavado", "kg", Decimal(200), 1_360_00, due[1], 0),
        ),
        packages=(
            Package(
                second,
                "Fermentación en tanques pequeños, paso a paso",
                "CC-BY-SA-4.0",
                "https://example.org/fermentacion.pdf",
                "",
            ),
        ),
    )


def _prefinance(session: Session, ground: Ground, producer: _Side, currency: str, now: datetime) -> None:
    market_id = ground.market_id
    statement = select(col(Membership.person_id)).where(
        col(Membership.organisation_id) == market_id, col(Membership.role) == MemberRole.STEWARD
    )
    board = session.execute(statement.order_by(col(Membership.id))).scalars().all()[:2]
    holder = producer.organisation_id, producer.person_id
    fund_id = open_harvest_fund(session, ground, currency=currency, board=board[0], holder=holder, now=now)
    set_terms(session, fund_id=fund_id, share_cap_bps=6_000, interest_cap_bps=500, person_id=board[0], now=now)
    for use, term in ((ScreenUse.PREFINANCE, "structure:OS50"), (ScreenUse.PLACEMENT, "arms")):
        screen = NewScreen(use, ScreenSide.EXCLUDE, term, "The members of the fund decided so.")
        add_screen(session, screen, fund_id=fund_id, person_id=board[0], now=now)
    wish = Wish(
        fund_id=fund_id,
        amount=Money(_AHEAD, currency),
        expected=Money(_EXPECTED, currency),
        expected_what="Coffee of the coming harvest",
        buyer_id=None,
        repay_bps=3_000,
        interest_bps=200,
        due_on=now.astimezone(UTC).date() + timedelta(days=270),
    )
    asked = request_prefinance(
        session, wish, organisation_id=producer.organisation_id, person_id=producer.person_id, now=now
    )
    for person_id in board:
        decide_prefinance(
            session,
            prefinance_id=asked.id,
            act=PrefinanceAct.GRANT,
            reason="They have delivered every harvest so far.",
            person_id=person_id,
            now=now,
        )
