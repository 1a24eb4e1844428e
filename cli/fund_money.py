"""`solifair fund open`, `pay-in`, `charge`: funds, money that reaches them by the bank, and what running them costs."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.tools import console, moment_or_now, open_command_tools
from kit.clock import utc_now
from kit.database import Session
from kit.money import Money
from market.fund.money.charge_admin import charge_admin
from market.fund.money.errors import NoSuchFund
from market.fund.money.open_fund import NewFund, open_fund
from market.fund.money.pay_in import pay_in
from market.fund.money.queries import find_fund
from market.ledger.post import PostedJournal
from market.payouts.writing.rules import plain_amount
from models.enums import FundKind, FundUse
from models.fund import Fund


class MandateUse(StrEnum):
    """What a mandate may allow."""

    TIER = FundUse.TIER
    GRANT = FundUse.GRANT
    INVESTMENT = FundUse.INVESTMENT
    ADMIN = FundUse.ADMIN


FundId = Annotated[str, typer.Argument(metavar="FUND", help="fnd_…")]
Minor = Annotated[int, typer.Option("--minor", min=1, max=10**12, help="minor units of the fund's currency")]
Reference = Annotated[str, typer.Option("--reference", help="what it is known by; the same is booked once")]
Note = Annotated[str, typer.Option("--note", help="what the fund's open books say of it")]
_MOST_OUT = "what may be out at most, in hundredths of a per cent"
_MOST_COST = "what it may cost at most of what ever came in, in hundredths of a per cent"
At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


def open_new(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    kind: Annotated[FundKind, typer.Option("--kind")],
    owner: Annotated[str, typer.Option("--owner", help="the organisation that answers for it: id or slug")],
    currency: Annotated[str, typer.Option("--currency", help="EUR, …")],
    mandate: Annotated[str, typer.Option("--mandate", help="what it is for, in a sentence")],
    use: Annotated[list[MandateUse], typer.Option("--use", help="what its money may be used for; again for more")],
    sponsor: Annotated[str | None, typer.Option("--sponsor", help="of a labour investment fund: id or slug")] = None,
    bound_share: Annotated[int, typer.Option("--bound-share", min=0, max=10_000, help=_MOST_OUT)] = 10_000,
    admin_cap: Annotated[int, typer.Option("--admin-cap", min=0, max=10_000, help=_MOST_COST)] = 0,
    notice_days: Annotated[int, typer.Option("--notice-days", min=0, max=730)] = 0,
    unit: Annotated[int | None, typer.Option("--unit", min=1, max=10**9, help="minor units that a unit costs")] = None,
) -> None:
    """Open a fund with nothing in it."""
    new = NewFund(
        kind=kind,
        owner=owner,
        sponsor=sponsor,
        name=_said(name, "NAME"),
        currency=currency,
        mandate=_said(mandate, "--mandate"),
        uses=frozenset(FundUse(one) for one in use),
        bound_share_bps=bound_share,
        admin_cap_bps=admin_cap,
        notice_days=notice_days,
        unit_minor=unit,
    )
    with open_command_tools() as tools, tools.database.transaction() as session:
        fund_id = open_fund(session, new, by=None, now=utc_now()).id
    console.print(fund_id, highlight=False)


def receive(
    fund_id: FundId,
    minor: Minor,
    reference: Reference,
    note: Note,
    is_repayment: Annotated[bool, typer.Option("--repayment", help="what had been invested comes back")] = False,
    now: At = None,
) -> None:
    """Write down what arrived at the market's bank for a fund."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        fund = _find(session, fund_id)
        money = Money(minor, fund.currency)
        posted = pay_in(
            session,
            fund,
            amount=money,
            reference=_said(reference, "--reference"),
            is_repayment=is_repayment,
            note=_said(note, "--note"),
            now=moment_or_now(now),
        )
    _tell(posted, money)


def charge(fund_id: FundId, minor: Minor, reference: Reference, note: Note, now: At = None) -> None:
    """Let a fund bear a cost of running it, within its mandate."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        fund = _find(session, fund_id)
        money = Money(minor, fund.currency)
        posted = charge_admin(
            session,
            fund,
            amount=money,
            reference=_said(reference, "--reference"),
            note=_said(note, "--note"),
            now=moment_or_now(now),
        )
    _tell(posted, money)


def _find(session: Session, fund_id: str) -> Fund:
    found = find_fund(session, fund_id)
    if found is None:
        raise NoSuchFund()
    return found


def _said(text: str, option: str) -> str:
    """Raises typer.BadParameter for nothing, and for more than the API takes."""
    if not (said := text.strip()) or len(said) > 200:
        raise typer.BadParameter("1 to 200 characters", param_hint=option)
    return said


def _tell(posted: PostedJournal, money: Money) -> None:
    amount = f"{plain_amount(money)} {money.currency}"
    console.print(f"{posted.id}: {amount}{'' if posted.is_new else ' was booked before'}", highlight=False)
