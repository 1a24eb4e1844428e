"""Units, notices and reported years: facts into answers."""

from api.schemas.base import money_out
from api.schemas.fund_units import HolderOut, NoticeOut, OpenNoticeOut, UnitIssueOut, UnitsOut, YearOut
from market.fund.units.read_units import UnitsView
from models.fund_units import UnitIssue, UnitNotice


def units_out(view: UnitsView) -> UnitsOut:
    return UnitsOut(
        fund_id=view.fund_id,
        unit=None if view.unit is None else money_out(view.unit.minor, view.unit.currency),
        worth=None if view.worth is None else money_out(view.worth.minor, view.worth.currency),
        issued=view.issued,
        noticed=money_out(view.noticed.minor, view.noticed.currency),
        holders=[HolderOut(**vars(one)) for one in view.holders],
        notices=[OpenNoticeOut(**vars(one)) for one in view.notices],
        years=[YearOut(**vars(one)) for one in view.years],
    )


def issue_out(issue: UnitIssue, currency: str) -> UnitIssueOut:
    return UnitIssueOut(
        id=issue.id,
        fund_id=issue.fund_id,
        units=issue.units,
        amount=money_out(issue.amount_minor, currency),
        issued_at=issue.issued_at,
    )


def notice_out(notice: UnitNotice, currency: str) -> NoticeOut:
    return NoticeOut(
        id=notice.id,
        fund_id=notice.fund_id,
        units=notice.units,
        given_at=notice.given_at,
        payable_from=notice.payable_from,
        redeemed_at=notice.redeemed_at,
        amount=None if notice.amount_minor is None else money_out(notice.amount_minor, currency),
    )
