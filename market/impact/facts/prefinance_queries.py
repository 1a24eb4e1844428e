"""SQL of facts of the kind `prefinance`: money that a fund sent an organisation ahead of a harvest, and what came back,
without interest."""

PREFINANCE = """
    select j.sequence, '' as order_ref, f.organisation_id, f.currency,
           (j.effective_at at time zone 'UTC')::date as booked_on,
           jsonb_build_object(case j.kind when 'prefinance_granted' then 'granted' else 'repaid' end,
                              abs(p.amount_minor))::text as amounts
    from journal j
    join prefinance f on f.id = j.subject_id
    join posting p on p.journal_id = j.id
    join ledger_account a on a.id = p.account_id and starts_with(a.code, 'prefinance:')
    where j.kind in ('prefinance_granted', 'prefinance_repaid') and j.sequence > :after and j.sequence <= :upto
"""
