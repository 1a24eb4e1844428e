"""SQL of facts of the kind `premium`: what an organisation's members allocated of it, and what was spent."""

from market.impact.facts.entry_queries import ASKED, entries

# Each entry has two legs of the memorandum, of the same amount.
PREMIUMS = f"""
    select e.sequence, '' as order_ref, e.subject_id as organisation_id, p.currency, e.day as booked_on,
           jsonb_build_object(case e.kind when 'premium_allocated' then 'allocated' else 'spent' end,
                              e.direction * p.amount_minor)::text as amounts
    from ({entries("journal j", "('premium_allocated', 'premium_spent')", ASKED)}) e
    join posting p on p.journal_id = e.id and p.amount_minor > 0
"""
