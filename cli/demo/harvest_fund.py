"""The demo's labour investment fund: its members' units, and what it reports of its years."""

from datetime import datetime

from sqlalchemy.orm import Session

from cli.demo.ground import Ground
from kit.ids import new_id
from market.fund.units.give_notice import give_notice
from market.fund.units.issue_units import issue_units
from market.fund.units.report_year import report_year
from models.enums import FundKind, FundUse
from models.fund import Fund

_UNIT = 10_00
_UNITS = {"andes-istmo": 200, "quai-neuf": 150, "tres-quebradas": 90, "nim-abaj": 60}
_EVIDENCE = "https://www.example.org/harvest-fund"
_JOBS = {1: (31, 4), 2: (27, 2)}


def open_harvest_fund(
    session: Session, ground: Ground, *, currency: str, board: str, holder: tuple[str, str], now: datetime
) -> str:
    """A fund that a federation sponsors, with what its members paid for units; its id.

    `board` is a steward of the market, which owns it; `holder` is an organisation with units and a steward of it, who
    gives some back.
    """
    fund_id = new_id("fnd")
    made = Fund(
        id=fund_id,
        kind=FundKind.LABOUR_INVESTMENT,
        owner_id=ground.market_id,
        sponsor_id=ground.organisations["andes-istmo"],
        name="Harvest fund",
        currency=currency,
        account_code=f"fund:{fund_id}",
        mandate="Money ahead of harvests, for producers who work their own land or together.",
        uses=[FundUse.INVESTMENT],
        bound_share_bps=8_000,
        notice_days=90,
        unit_minor=_UNIT,
    )
    session.add(made)
    session.flush()
    for slug, units in _UNITS.items():
        issue_units(session, made, holder=slug, units=units, reference=f"demo-{slug}", by=None, now=now)
    give_notice(session, made, holder=holder[0], units=10, person_id=holder[1], now=now)
    for ago, (kept, created) in _JOBS.items():
        year = now.year - ago
        report_year(
            session,
            fund_id=fund_id,
            year=year,
            jobs_kept=kept,
            jobs_created=created,
            evidence_url=f"{_EVIDENCE}/{year}",
            person_id=board,
            now=now,
        )
    return fund_id
