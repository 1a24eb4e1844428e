"""Money left for an organisation: told to its stewards."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.impact.forms.language import say as say_of_receipts
from market.impact.receipts.words import ROADS
from market.mails.fact_queries import get_person_name
from market.mails.language import N_
from market.mails.letter import Facts, Letter, Link, Note, Row, Say, Sums
from market.mails.writing.desk import Desk
from market.payouts.queries import PayoutFact, get_payout
from models.enums import PayoutPurpose
from models.mail import Mail

_SUBJECT = N_("{amount} went to {name}")
_SENT = N_("On {day} the market sent {amount} to {name}, {road}.")
_PURPOSES: Mapping[PayoutPurpose, str] = {
    PayoutPurpose.GOODS: N_("For the goods"),
    PayoutPurpose.PREMIUM: N_("Fair-trade premium"),
    PayoutPurpose.DUES: N_("Dues"),
    PayoutPurpose.FUND: N_("Money of a fund"),
}
_HEADING = N_("How it comes about")
_NETTED = N_("Kept for what was owed to the market")
_TOTAL = N_("Sent")
_PERIOD = N_("Week")
_REFERENCE = N_("Reference")
_BANK = N_("The market counts the day on which it sent the money; your bank may take further days.")
_PAGE = N_("Your money, order by order, with this week’s statement")


def write_paid_out(session: Session, mail: Mail, desk: Desk) -> Letter:
    payout = get_payout(session, mail.about)
    amount, name = desk.money(payout.money), payout.beneficiary_name
    day = desk.day((payout.paid_at or desk.now).date())
    road = say_of_receipts(ROADS[payout.rail], desk.lang)
    pairs = [(desk.say(_PERIOD), payout.period), (desk.say(_REFERENCE), payout.bank_reference or payout.id)]
    return Letter(
        subject=desk.say(_SUBJECT, amount=amount, name=name),
        greeting=desk.hello(get_person_name(session, mail.person_id)) if mail.person_id else "",
        blocks=(
            Say(desk.say(_SENT, day=day, amount=amount, name=name, road=road)),
            Sums(desk.say(_HEADING), _rows(payout, desk), Row(desk.say(_TOTAL), "", amount)),
            Facts(tuple(pairs)),
            Note(desk.say(_BANK)),
            Link(desk.say(_PAGE), desk.url(f"/desk/{payout.beneficiary_id}/money")),
        ),
        foot=desk.foot_of_member(name),
    )


def _rows(payout: PayoutFact, desk: Desk) -> tuple[Row, ...]:
    earned = Row(desk.say(_PURPOSES[payout.purpose]), "", desk.money(payout.money + payout.netted))
    kept = Row(desk.say(_NETTED), "", desk.money(-payout.netted))
    return (earned, kept) if payout.netted.minor else (earned,)
