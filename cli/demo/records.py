"""What the demo's organisations put on record of themselves, and what some say of whom they stand with."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.rows import insert_rows
from kit.money import Money
from market.fund.money.disburse import disburse
from market.fund.rounds.free_money import free_money
from market.networks.record.make_commitment import CommitmentFacts, make_commitment
from market.networks.record.record_action import ActionFacts, record_action
from market.networks.record.record_stage import StageFacts, record_stage
from market.networks.record.record_support import SupportFacts, record_support
from market.networks.record.speaker import Speaker
from market.networks.record.take_back import take_back
from market.networks.record.tell_step import StepFacts, tell_step
from models.enums import Arena, FundKind, OrganisationKind, ProgrammeKind, SolidarityKind, TransitionWord
from models.fund import Fund
from models.organisations import NetworkMembership, Organisation, SolidarityLink

_SpeakerOf = Callable[[str, int], Speaker]
_DayOf = Callable[[int], date]

_HAS_RECORD = text("select exists (select from commitment)")
_PAGES = "https://www.example.org"
# Who stands with whom, in the words of the vocabulary; each of these organisations agreed to have it said.
_STANDS_WITH: Mapping[str, tuple[str, ...]] = {
    "women_led": ("nine-compounds", "ajay-kantha", "ras-al-louz", "nim-abaj", "cardamom-ridge", "doringkloof"),
    "indigenous_origin": ("ayllu-kintu-pampa", "nim-abaj"),
    "land_reform": ("terra-clareada", "doringkloof"),
}


def put_on_record(session: Session, content: DemoContent, ground: Ground, *, now: datetime) -> None:
    """One commitment of each standing, a cooperative that converts, a campaign that a fund paid for, public money, and
    a membership that has ended; nothing when it is there already."""
    if session.execute(_HAS_RECORD).scalar_one():
        return
    stewards = {
        person.organisation: ground.people[person.slug]
        for person in content.people
        if person.organisation is not None and person.role in ("secretary", "member")
    }

    def speaker(slug: str, days: int) -> Speaker:
        return Speaker(ground.organisations[slug], stewards[slug], now - timedelta(days=days))

    def day(days: int) -> date:
        return (now + timedelta(days=days)).date()

    _commitments(session, speaker, day)
    _stages(session, speaker, day)
    _actions(session, speaker, day)
    _support(session, speaker, day)
    _links(session, ground, day)
    _past_member(session, ground, now)


def _commitments(session: Session, speaker: _SpeakerOf, day: _DayOf) -> None:
    seed = make_commitment(
        session,
        CommitmentFacts(
            ProgrammeKind.CAMPAIGN, "Semilla libre", "Un banco de semillas abierto en cada valle", day(-30)
        ),
        speaker=speaker("tres-quebradas", 200),
    )
    tell_step(
        session,
        StepFacts(day(-90), "Abierto el banco de Montero, con 41 variedades.", f"{_PAGES}/semillas", False),
        commitment_id=seed.id,
        speaker=speaker("tres-quebradas", 88),
    )
    make_commitment(
        session,
        CommitmentFacts(ProgrammeKind.FUND, "Fundo solidário", "1 % das vendas para o fundo até à colheita", day(120)),
        speaker=speaker("terra-clareada", 60),
    )
    kiln = make_commitment(
        session,
        CommitmentFacts(ProgrammeKind.TRADE_AGREEMENT, "Deux Rives", "Partager les plans du four solaire", day(-100)),
        speaker=speaker("quai-neuf", 250),
    )
    tell_step(
        session,
        StepFacts(day(-110), "Plans remis à Olaria da Chaminé et publiés.", f"{_PAGES}/four-solaire", True),
        commitment_id=kiln.id,
        speaker=speaker("quai-neuf", 109),
    )


def _stages(session: Session, speaker: _SpeakerOf, day: _DayOf) -> None:
    for slug, stage, ago, statement in (
        ("olaria-da-chamine", TransitionWord.CONVENTIONAL, 900, "Comprada pelos filhos do dono, com sete empregados."),
        ("olaria-da-chamine", TransitionWord.CONVERTING, 300, "Os sete votaram passar a cooperativa de trabalho."),
        ("nine-compounds", TransitionWord.ALTERNATIVE, 400, "The assembly of the nine compounds sets the price."),
    ):
        facts = StageFacts(stage, day(-ago), statement, f"{_PAGES}/{slug}/{stage}")
        record_stage(session, facts, speaker=speaker(slug, ago - 5))


def _actions(session: Session, speaker: _SpeakerOf, day: _DayOf) -> None:
    campaigner = speaker("tres-quebradas", 0)
    cost, entry = _grant(session, campaigner)
    record_action(
        session,
        ActionFacts(
            campaign="Semilla libre",
            arena=Arena.STATE,
            position="Que guardar e intercambiar semilla propia siga siendo un derecho.",
            outcome="La comisión agraria recibió a la federación; el proyecto de ley sigue en debate.",
            happened_on=day(-75),
            evidence_url=f"{_PAGES}/audiencia",
            cost=cost,
            fund_entry=entry,
        ),
        speaker=campaigner,
    )
    record_action(
        session,
        ActionFacts(
            campaign="Prices that pay for picking",
            arena=Arena.MARKET,
            position="Buyers publish what they pay at the farm gate.",
            outcome="Three of eleven buyers do so by now.",
            happened_on=day(-40),
        ),
        speaker=speaker("cardamom-ridge", 38),
    )


def _grant(session: Session, campaigner: Speaker) -> tuple[Money, str | None]:
    """What the campaign cost, and the entry with which the fund gave it, where the fund has so much."""
    fund = session.execute(select(Fund).where(col(Fund.kind) == FundKind.SOLIDARITY)).scalar_one()
    cost = Money(64_000, fund.currency)
    if free_money(session, fund).minor < cost.minor:
        return cost, None
    given = disburse(
        session,
        fund,
        amount=cost,
        to=campaigner.organisation_id,
        subject_id=fund.id,
        now=campaigner.now,
        note="Semilla libre: to be heard in the capital",
    )
    return cost, given.id


def _support(session: Session, speaker: _SpeakerOf, day: _DayOf) -> None:
    wrong = record_support(
        session,
        SupportFacts("Agroideas", Money(18_000_00, "EUR"), day(-330), day(-150), f"{_PAGES}/agroideas"),
        speaker=speaker("tres-quebradas", 300),
    )
    take_back(session, record_id=wrong.id, speaker=speaker("tres-quebradas", 290))
    record_support(
        session,
        SupportFacts("Agroideas", Money(12_000_00, "EUR"), day(-330), day(34), f"{_PAGES}/agroideas"),
        speaker=speaker("tres-quebradas", 290),
    )


def _links(session: Session, ground: Ground, day: _DayOf) -> None:
    links = [
        SolidarityLink(
            organisation_id=ground.organisations[slug],
            kind=SolidarityKind.ANTI_OPPRESSION,
            term_code=code,
            consented_on=day(-365),
        )
        for code, slugs in _STANDS_WITH.items()
        for slug in slugs
    ]
    insert_rows(session, links)


def _past_member(session: Session, ground: Ground, now: datetime) -> None:
    """A federation that came and went: its days stay on record."""
    gone = Organisation(
        slug="valle-de-sal", kind=OrganisationKind.FEDERATION, name="Federación Valle de Sal", country="BO"
    )
    insert_rows(session, [gone])
    membership = NetworkMembership(
        network_id=ground.organisations["cuatro-vientos"],
        member_id=gone.id,
        accepted_at=now - timedelta(days=500),
        ended_at=now - timedelta(days=190),
    )
    insert_rows(session, [membership])
