"""The entries of a whole payout run, written by the database itself: as many as there are payouts, and none read here.

They are the entries of `market.ledger.rules.payouts.payout_claimed`, to the byte of their input hash; a test compares.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.enums import JournalKind

_LEGS = """
    select p.id as payout_id, p.currency, p.purpose, p.rail, p.beneficiary_id, leg.code, leg.amount_minor
    from payout p
    cross join lateral (values (owed_account(p.purpose, p.beneficiary_id), p.gross_minor),
                               (side_account('goods', p.beneficiary_id, 'in_transit'), -p.amount_minor),
                               (side_account(p.purpose, p.beneficiary_id, 'receivable'), -p.netted_minor))
          as leg (code, amount_minor)
    where p.run_id = :run_id and leg.amount_minor <> 0
"""
_OPEN_ACCOUNTS = text(
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select distinct side_account('goods', p.beneficiary_id, 'in_transit'), p.currency, 'liability', p.beneficiary_id,
           true, 0
    from payout p where p.run_id = :run_id order by 1, 2
    on conflict (code, currency) do nothing
    """
)
_INSERT_CLAIMS = text(
    f"""
    with leg as materialized ({_LEGS}), entry as (
        select payout_id, purpose, rail,
               string_agg('["' || code || '","' || currency || '",' || amount_minor || ']', ','
                          order by code collate "C") as legs
        from leg group by payout_id, purpose, rail
    )
    insert into journal (id, idempotency_key, input_hash, kind, subject_id, effective_at, note, detail)
    select make_id('led'), 'payout:' || payout_id,
           sha256(convert_to('["payout_claimed",null,"' || payout_id || '",null,[' || legs || ']]', 'UTF8')),
           :kind, payout_id, :at, '', jsonb_build_object('purpose', purpose, 'rail', rail)
    from entry order by payout_id
    """
)
# Looked up leg by leg: of rows that this transaction has just written the planner knows nothing, and would compare each
# payout with every account.
_INSERT_LEGS = text(
    f"""
    with leg as materialized ({_LEGS})
    insert into posting (journal_id, account_id, currency, amount_minor)
    select entry.id, account.id, leg.currency, leg.amount_minor
    from leg
    cross join lateral (select j.id from journal j where j.idempotency_key = 'payout:' || leg.payout_id limit 1) entry
    cross join lateral (select a.id from ledger_account a
                        where a.code = leg.code and a.currency = leg.currency limit 1) account
    order by account.id, entry.id
    """
)


def insert_claims(session: Session, *, run_id: str, at: datetime) -> None:
    """Book what every payout of a run has claimed. The caller has checked that the books cover each."""
    session.execute(_OPEN_ACCOUNTS, {"run_id": run_id})
    session.execute(_INSERT_CLAIMS, {"run_id": run_id, "at": at, "kind": JournalKind.PAYOUT_CLAIMED})
    session.execute(_INSERT_LEGS, {"run_id": run_id})
