"""SQL of commission invoices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.ledger.accounts import FEE_INCOME
from market.payouts.invoices.rules import ChargeFact, CreditFact, DuesFact, Month, PartyFact, RuleFact

_PARTY_COLUMNS = "id, slug, name, country, tax_number"
_CUSTOMER = text(
    f"select {_PARTY_COLUMNS} from organisation where id = :name or slug = :name order by id = :name desc limit 1"
)
_ISSUER = text(f"select {_PARTY_COLUMNS} from organisation where kind = 'market' order by id limit 1")
_FIRST_SALE = text(
    """
    select min(j.effective_at)
    from order_line l join journal j on j.order_id = l.order_id and j.kind = 'order_paid'
    where l.producer_id = :organisation_id
    """
)
_CHARGES = text(
    """
    select o.currency, f.rule_id, f.rule_version, f.rule_note, v.rule_id as vat_rule_id,
           v.rule_version as vat_rule_version, coalesce(v.rule_note, '') as vat_rule_note, count(*) as lines,
           sum(f.amount_minor)::bigint as net_minor, coalesce(sum(v.amount_minor), 0)::bigint as vat_minor
    from journal j
    join order_line l on l.order_id = j.order_id and l.producer_id = :organisation_id
    join customer_order o on o.id = l.order_id
    join breakdown_part f on f.order_line_id = l.id and f.kind = 'market_fee'
    left join breakdown_part v on v.order_line_id = l.id and v.kind = 'fee_vat'
    where j.kind = 'order_paid' and j.effective_at >= :starts_at and j.effective_at < :ends_at
    group by 1, 2, 3, 4, 5, 6, 7
    order by 1, 2 nulls first, 3 nulls first, 4, 5 nulls first, 6 nulls first, 7
    """
)
# What a part gave of its own: not what its organisation was owed, nor what the market bore instead of taking it.
_OWN = "r.amount_minor - r.owed_minor - r.receivable_minor - r.borne_minor"
_SIGN = "case j.kind when 'refund_released' then 1 else -1 end"
_GIVES_BACK = "('refund', 'refund_released', 'dispute_charged')"
_CREDITS = text(
    f"""
    select j.effective_at, t.id as refund_id, l.order_id, t.currency, v.rule_id as vat_rule_id,
           v.rule_version as vat_rule_version, coalesce(v.rule_note, '') as vat_rule_note,
           sum({_SIGN} * case b.kind when 'market_fee' then {_OWN} else 0 end)::bigint as net_minor,
           sum({_SIGN} * case b.kind when 'fee_vat' then {_OWN} else 0 end)::bigint as vat_minor
    from journal j
    join refund t on t.id = j.subject_id
    join refund_part r on r.refund_id = t.id
    join breakdown_part b on b.id = r.breakdown_part_id and b.kind in ('market_fee', 'fee_vat')
    join order_line l on l.id = b.order_line_id and l.producer_id = :organisation_id
    left join breakdown_part v on v.order_line_id = l.id and v.kind = 'fee_vat'
    where j.kind in {_GIVES_BACK} and j.effective_at >= :starts_at and j.effective_at < :ends_at
    group by j.id, t.id, l.order_id, v.rule_id, v.rule_version, v.rule_note
    having sum(abs({_OWN})) <> 0
    order by j.effective_at, j.sequence, 5 nulls first, 6 nulls first, 7
    """
)
_DUES = text(
    f"""
    with due as (
        select o.currency, b.beneficiary_id, b.amount_minor
        from journal j
        join order_line l on l.order_id = j.order_id and l.producer_id = :organisation_id
        join customer_order o on o.id = l.order_id
        join breakdown_part b on b.order_line_id = l.id and b.kind = 'federation_dues'
        where j.kind = 'order_paid' and j.effective_at >= :starts_at and j.effective_at < :ends_at
        union all
        select t.currency, b.beneficiary_id, {_SIGN} * (r.owed_minor + r.receivable_minor)
        from journal j
        join refund t on t.id = j.subject_id
        join refund_part r on r.refund_id = t.id
        join breakdown_part b on b.id = r.breakdown_part_id and b.kind = 'federation_dues'
        join order_line l on l.id = b.order_line_id and l.producer_id = :organisation_id
        where j.kind in {_GIVES_BACK} and j.effective_at >= :starts_at and j.effective_at < :ends_at
    )
    select d.currency, m.id, m.name, sum(d.amount_minor)::bigint as minor
    from due d join organisation m on m.id = d.beneficiary_id
    group by d.currency, m.id order by d.currency, m.id
    """
)
# An order can have lines of several producers, whose fees are one posting: each order's fees, all of them, must be what
# its entry booked, and so each refund's.
_DIFFERENCES = text(
    f"""
    with entry as (
        select distinct j.id, j.kind, j.subject_id, j.order_id
        from journal j join order_line l on l.order_id = j.order_id and l.producer_id = :organisation_id
        where j.kind in ('order_paid', 'refund', 'refund_released', 'dispute_charged')
          and j.effective_at >= :starts_at and j.effective_at < :ends_at
    ), code as (
        select cast(:fee_income as text) as code
        union
        select b.account_code from entry e join breakdown_part b on b.order_id = e.order_id and b.kind = 'fee_vat'
    ), amount as (
        select e.id, b.account_code as code, b.amount_minor as stated, 0 as booked
        from entry e join breakdown_part b on b.order_id = e.order_id
        where e.kind = 'order_paid'
        union all
        select j.id, b.account_code, {_SIGN} * ({_OWN}), 0
        from entry j
        join refund_part r on r.refund_id = j.subject_id
        join breakdown_part b on b.id = r.breakdown_part_id
        where j.kind in {_GIVES_BACK}
        union all
        select e.id, a.code, 0, -p.amount_minor
        from entry e join posting p on p.journal_id = e.id join ledger_account a on a.id = p.account_id
    )
    select e.subject_id, a.code, sum(a.stated)::bigint as stated_minor, sum(a.booked)::bigint as booked_minor
    from amount a join code c on c.code = a.code join entry e on e.id = a.id
    group by e.id, e.subject_id, a.code having sum(a.stated) <> sum(a.booked)
    order by e.id, a.code limit 1
    """
)


@dataclass(frozen=True)
class DifferenceFact:
    """An order or a refund whose fees are not what was booked for it."""

    subject_id: str
    account: str
    stated_minor: int
    booked_minor: int


def find_customer(session: Session, name: str) -> PartyFact | None:
    """An organisation by its id or its slug."""
    row = session.execute(_CUSTOMER, {"name": name}).one_or_none()
    return PartyFact(row.id, row.slug, row.name, row.country, row.tax_number) if row else None


def get_issuer(session: Session) -> PartyFact:
    """The market itself."""
    row = session.execute(_ISSUER).one()
    return PartyFact(row.id, row.slug, row.name, row.country, row.tax_number)


def find_first_sale(session: Session, organisation_id: str) -> datetime | None:
    found: datetime | None = session.execute(_FIRST_SALE, {"organisation_id": organisation_id}).scalar_one()
    return found


def list_charges(session: Session, organisation_id: str, month: Month) -> list[ChargeFact]:
    """The fees on what was sold in a month, by the rules that made them."""
    return [
        ChargeFact(
            row.currency,
            RuleFact(row.rule_id, row.rule_version, row.rule_note),
            RuleFact(row.vat_rule_id, row.vat_rule_version, row.vat_rule_note),
            row.lines,
            row.net_minor,
            row.vat_minor,
        )
        for row in session.execute(_CHARGES, _asked(organisation_id, month))
    ]


def list_credits(session: Session, organisation_id: str, month: Month) -> list[CreditFact]:
    """What refunds of a month gave back of fees, whenever these were charged."""
    return [
        CreditFact(
            row.effective_at,
            row.refund_id,
            row.order_id,
            row.currency,
            RuleFact(row.vat_rule_id, row.vat_rule_version, row.vat_rule_note),
            row.net_minor,
            row.vat_minor,
        )
        for row in session.execute(_CREDITS, _asked(organisation_id, month))
    ]


def list_dues(session: Session, organisation_id: str, month: Month) -> list[DuesFact]:
    """What was kept for federations of what was sold in a month, less what refunds gave back of it."""
    return [
        DuesFact(row.currency, row.id, row.name, row.minor)
        for row in session.execute(_DUES, _asked(organisation_id, month))
    ]


def find_difference(session: Session, organisation_id: str, month: Month) -> DifferenceFact | None:
    """An order or refund of the month whose fees and VAT on fees are not what the books say; None when all are."""
    asked = {**_asked(organisation_id, month), "fee_income": FEE_INCOME.code}
    row = session.execute(_DIFFERENCES, asked).one_or_none()
    return DifferenceFact(row.subject_id, row.code, row.stated_minor, row.booked_minor) if row else None


def _asked(organisation_id: str, month: Month) -> dict[str, object]:
    period = month.period
    return {"organisation_id": organisation_id, "starts_at": period.starts_at, "ends_at": period.ends_at}
