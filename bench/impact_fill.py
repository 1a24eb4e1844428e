"""A year of a market for the impact bench: orders, breakdowns, refunds, weekly payouts and the books of it all, written
by a few statements, as many lines as are asked for.

An order's lines are of two producers; every third line carried a claim when it was sold, and of every fifth it is known
what a market would have paid; one order in a hundred was refunded by a line; each producer is paid goods and premium
every week. Producers differ in country, line, relation and structure. The same numbers every time.
"""

import time

from sqlalchemy import text

from kit.database import Database

# In order; triggers and foreign keys are off.
_FILL = (
    """
    insert into organisation (id, slug, kind, name, line, relation, structure, country, region, place, languages,
                              sector, tax_status, tax_number, version)
    select 'org_' || n, 'producer-' || n, 'producer', 'Producer ' || n,
           case n % 2 when 0 then 'agrarian' else 'enterprise' end,
           case n % 4 when 0 then 'agricultural_coop' when 1 then 'worker_coop' when 2 then 'collective'
                      else 'family_farmers' end,
           'OS' || n % 3 * 10, (array['PE', 'GH', 'NP', 'BO', 'IN', 'MX', 'KE', 'GT', 'CO', 'PH'])[1 + n % 10], '', '',
           '{}', (array['coffee', 'cocoa', 'textiles', 'tea'])[1 + n % 4], '', '', 1
    from generate_series(1, :producers) n
    """,
    """
    insert into organisation (id, slug, kind, name, country, region, place, languages, sector, tax_status, tax_number,
                              version)
    values ('org_market', 'market', 'market', 'The market', 'DE', '', '', '{}', '', '', '', 1)
    """,
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, proves, spoken_names, provisional, checklist,
                        display, facts, note, premium_earmark, premium_cash_cap)
    select 'std_' || code, code, code, 'Owner', class, '{product}', '', 'UTC', '', 'none', 0, true, '{}', '{}', '{}',
           '{}', '[]', '{}', '{}', '', '{}', '{}'
    from (values ('spp', 'third_party'), ('wfto', 'mixed_peer_audit')) s (code, class)
    """,
    """
    insert into customer_order (id, email, full_name, shipping_address, country, locale, currency, goods_minor,
                                shipping_minor, discount_minor, total_minor, state, placed_at, expires_at, paid_at,
                                version)
    select 'ord_' || lpad(n::text, 10, '0'), 'b@example.org', 'B', '{}', 'FR', 'en', 'EUR', 1218 * :per_order, 0, 0,
           1218 * :per_order, 'paid', at, at, at, 1
    from generate_series(1, :lines / :per_order) n,
         lateral (select timestamptz '2026-01-01' + n * (interval '364 days' / (:lines / :per_order)) as at) t
    """,
    """
    insert into order_line (id, order_id, parcel_id, producer_id, product_id, variant_id, name, variant_label, quantity,
                            unit_amount_minor, amount_minor, discount_minor, floor_minor, floor_note, market_minor,
                            market_note, claims)
    select 'li_' || lpad(n::text, 10, '0'), 'ord_' || lpad(place::text, 10, '0'), 'pcl',
           'org_' || 1 + (2 * place - n % 2) % :producers, 'prod', 'var', 'Washed arabica', '250 g', 1, 1218, 1218, 0,
           case n % 2 when 0 then 1000 end, '', case n % 5 when 0 then 900 end, '',
           case n % 3 when 0
               then '[{"scheme": "spp", "assurance_class": "third_party", "certificate_id": "crt_1"}]'::jsonb
               else '[]' end
    from generate_series(1, :lines) n, lateral (select (n - 1) / :per_order + 1 as place) o
    """,
    """
    insert into breakdown_part (id, order_id, order_line_id, kind, payer, beneficiary_id, account_code, amount_minor,
                                rule_note)
    select 'bdp_' || lpad((n * 6 + part.place)::text, 11, '0'), 'ord_' || lpad(o.place::text, 10, '0'),
           'li_' || lpad(n::text, 10, '0'), part.kind, 'buyer', case when part.place < 2 then who end,
           case part.place when 0 then 'producer:' || who || '\\:payable' when 1 then 'premium:' || who
           else account end, part.minor, ''
    from generate_series(1, :lines) n
    cross join lateral (select (n - 1) / :per_order + 1 as place) o
    cross join lateral (select 'org_' || 1 + (2 * o.place - n % 2) % :producers as who) w
    cross join (values (0, 'producer', '', 1000), (1, 'premium', '', 44), (2, 'market_fee', 'platform:fee_income', 82),
                       (3, 'solidarity', 'solidarity:fund', 8), (4, 'fee_vat', 'tax:FR', 18), (5, 'vat', 'tax:FR', 66))
               as part (place, kind, account, minor)
    """,
    """
    insert into refund (id, business_key, order_id, payment_id, kind, amount_minor, currency, state, liable, reason,
                        created_at)
    select 'ref_' || n, 'ref_' || n, 'ord_' || lpad(n::text, 10, '0'), 'pay', 'lines', 1218, 'EUR', 'succeeded',
           'producer', '', o.paid_at + interval '3 days'
    from generate_series(100, :lines / :per_order, 100) n
    join customer_order o on o.id = 'ord_' || lpad(n::text, 10, '0')
    """,
    """
    insert into refund_part (refund_id, breakdown_part_id, amount_minor, owed_minor, receivable_minor, borne_minor)
    select r.id, b.id, b.amount_minor, 0, 0, 0
    from refund r
    join breakdown_part b on b.order_id = r.order_id
         and b.order_line_id = 'li_' || lpad((substr(r.order_id, 5)::bigint * :per_order)::text, 10, '0')
    """,
    """
    insert into payable_item (id, source, order_id, order_line_id, beneficiary_id, purpose, currency, amount_minor,
                              reduced_minor, earned_at, eligible_at)
    select 'pyi_' || substr(b.id, 5), 'line', b.order_id, b.order_line_id, b.beneficiary_id,
           case b.kind when 'producer' then 'goods' else 'premium' end, 'EUR', b.amount_minor, 0, o.paid_at, o.paid_at
    from breakdown_part b join customer_order o on o.id = b.order_id
    where b.kind in ('producer', 'premium')
    """,
    """
    insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, gross_minor,
                        netted_minor, amount_minor, state, paid_at)
    select 'pyt_' || week || '_' || purpose || '_' || beneficiary_id, 'run_' || week, beneficiary_id, 'pac',
           'manual_bank', purpose, 'EUR', sum(amount_minor), 0, sum(amount_minor), 'paid',
           timestamptz '2026-01-01' + (week + 2) * interval '7 days'
    from payable_item, lateral (select extract(day from earned_at - timestamptz '2026-01-01')::int / 7 as week) w
    group by week, purpose, beneficiary_id
    """,
    """
    insert into payout_item (payout_id, payable_item_id, amount_minor)
    select 'pyt_' || extract(day from earned_at - timestamptz '2026-01-01')::int / 7 || '_' || purpose || '_'
           || beneficiary_id, id, amount_minor
    from payable_item
    """,
    """
    insert into journal (id, idempotency_key, input_hash, kind, order_id, subject_id, effective_at, note, detail)
    select 'led_' || subject_id, subject_id, '', kind, order_id, subject_id, at, '', '{}'
    from (
        select id as subject_id, id as order_id, 'order_paid' as kind, paid_at as at from customer_order
        union all select id, order_id, 'refund', created_at from refund
        union all select id, null, 'transfer_sent', paid_at from payout
    ) entries
    order by at, subject_id
    """,
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select distinct account_code, 'EUR', 'liability', null, false, 0 from breakdown_part
    union select 'stripe:pending', 'EUR', 'asset', null, false, 0
    """,
    """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select 'led_' || b.order_id, a.id, 'EUR', -sum(b.amount_minor)
    from breakdown_part b join ledger_account a on a.code = b.account_code group by b.order_id, a.id
    union all
    select 'led_' || o.id, a.id, 'EUR', o.total_minor
    from customer_order o cross join ledger_account a where a.code = 'stripe:pending'
    """,
)


def fill(url: str, *, lines: int, producers: int, per_order: int) -> None:
    """Write the year into an empty, migrated database, with so many lines to each order."""
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    begun = time.monotonic()
    values = {"lines": lines, "producers": producers, "per_order": per_order}
    with database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        for statement in _FILL:
            session.execute(text(statement), {key: value for key, value in values.items() if f":{key}" in statement})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
        connection.execute(text("checkpoint"))
    database.close()
    print(f"{lines:,} lines of {producers:,} producers written down in {time.monotonic() - begun:.0f} s", flush=True)
