"""What somebody who can switch the database's guards off may break, and whom the question about it must name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakage:
    """Statements that break something, and one that selects whom it concerns; both with the guards switched off."""

    plant: str
    offender: str


_A_PAYOUT = "(select min(id) from payout where state = '{}' and rail = 'stripe_connect')"
_PAID, _FAILED = _A_PAYOUT.format("paid"), "(select min(id) from payout where state = 'cancelled')"
_NETTED = "(select min(id) from payout where netted_minor > 0)"
_ON_ITS_WAY = "(select max(id) from payout where state = 'in_transit')"
_A_REFUND = "(select min(r.refund_id) from refund_line r join refund f on f.id = r.refund_id where f.kind = 'lines')"
_WHOLLY_REFUNDED = """
    (select min(b.order_id) from breakdown_part b where not exists (
        select from breakdown_part o where o.order_id = b.order_id and o.amount_minor <> coalesce(
            (select sum(r.amount_minor) from refund_part r where r.breakdown_part_id = o.id), 0)))
"""
_A_SENDER = "(select min(id) from stripe_operation where kind = 'transfer' and state = 'succeeded')"
_OPERATION = """
    insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                  next_attempt_at, must_look_up, created_at)
    values ('sop_evil', '{kind}', 'evil', 'evil', '{{}}', 'evil', '{state}', 1, now(), false,
            now() - interval '25 hours')
"""

BREAKAGES = {
    "entry_unbalanced": Breakage(
        "update posting set amount_minor = amount_minor + 1 where id = (select min(id) from posting)",
        "select journal_id from posting where id = (select min(id) from posting)",
    ),
    "entry_too_short": Breakage(
        "delete from posting where journal_id = (select min(id) from journal)", "select min(id) from journal"
    ),
    "books_unbalanced": Breakage(
        "update posting set amount_minor = amount_minor + 1 where id = (select min(id) from posting)", "select 'EUR'"
    ),
    "balance_is_not_the_sum": Breakage(
        "update ledger_account set balance_minor = balance_minor + 7 where code = 'stripe:available'",
        "select 'stripe:available EUR'",
    ),
    "account_overdrawn": Breakage(
        "update posting set amount_minor = -amount_minor "
        "where account_id = (select id from ledger_account where code = 'refunds:in_transit') and amount_minor > 0; "
        "update posting set amount_minor = 10^12 where id = (select max(id) from posting where account_id = "
        "(select id from ledger_account where code = 'refunds:in_transit'))",
        "select 'refunds:in_transit EUR'",
    ),
    "order_parts_do_not_sum": Breakage(
        "update customer_order set total_minor = total_minor + 1, goods_minor = goods_minor + 1 "
        "where id = (select min(id) from customer_order)",
        "select min(id) from customer_order",
    ),
    "paid_order_not_booked": Breakage(
        "update customer_order set state = 'paid', paid_at = now() where state = 'placed'",
        "select min(id) from customer_order where paid_at = now()",
    ),
    "unpaid_order_booked": Breakage(
        "update customer_order set state = 'placed', paid_at = null "
        "where id = (select min(id) from customer_order where state = 'paid')",
        "select min(id) from customer_order where state = 'placed'",
    ),
    "order_booked_otherwise_than_shown": Breakage(
        "update breakdown_part set account_code = 'platform:fee_income' "
        "where id = (select min(id) from breakdown_part where kind = 'solidarity')",
        "select order_id from breakdown_part where kind = 'solidarity' and account_code = 'platform:fee_income'",
    ),
    "payment_is_not_the_order": Breakage(
        "update payment set amount_minor = amount_minor + 1 "
        "where id = (select min(id) from payment where state = 'succeeded')",
        "select min(id) from payment where state = 'succeeded'",
    ),
    "paid_order_owes_nobody": Breakage(
        "update payable_item set beneficiary_id = (select id from organisation where slug = 'market') "
        "where id = (select min(id) from payable_item where source = 'line')",
        "select order_id from payable_item where id = (select min(id) from payable_item where source = 'line')",
    ),
    "line_below_minimum_price": Breakage(
        "update payable_item set floor_minor = amount_minor + 1 where id = (select min(i.id) from payable_item i "
        "join payout_item c on c.payable_item_id = i.id and c.released_at is null where i.purpose = 'goods')",
        "select order_line_id from payable_item where floor_minor = amount_minor + 1",
    ),
    "promotion_used_too_often": Breakage(
        "insert into promotion (id, code, is_borne_by_market, discount_bps, max_uses, valid_from) "
        "values ('prm_1', 'spring', true, 1000, 1, now()); "
        "insert into promotion_use (order_id, promotion_id) select id, 'prm_1' from customer_order limit 2",
        "select 'prm_1'",
    ),
    "stock_reserved_is_not_held": Breakage(
        "update stock set reserved = reserved + 1 where variant_id = (select min(variant_id) from stock)",
        "select min(variant_id) from stock",
    ),
    "owed_is_not_the_items": Breakage(
        "update ledger_account set balance_minor = balance_minor - 1 "
        "where code = (select min(code) from ledger_account where code like 'producer:%:payable')",
        "select min(code) || ' EUR' from ledger_account where code like 'producer:%:payable'",
    ),
    "held_is_not_the_items": Breakage(
        "update payable_item set hold_id = null "
        "where id = (select min(id) from payable_item where hold_id is not null)",
        "select side_account(purpose, beneficiary_id, 'held') || ' EUR' from payable_item "
        "where id = (select min(id) from payable_item where xmin::text = pg_current_xact_id()::xid::text)",
    ),
    "held_item_claimed": Breakage(
        "update payable_item set hold_id = (select min(id) from hold) where id = (select min(c.payable_item_id) "
        "from payout_item c where c.released_at is null)",
        "select min(c.payable_item_id) from payout_item c where c.released_at is null",
    ),
    "hold_released_but_holding": Breakage(
        "update hold set released_at = now(), release_note = 'gone' "
        "where id = (select min(hold_id) from payable_item where hold_id is not null)",
        "select min(hold_id) from payable_item where hold_id is not null",
    ),
    "reductions_do_not_sum": Breakage(
        "update payable_item set reduced_minor = reduced_minor + 1 where id = (select min(id) from payable_item)",
        "select min(id) from payable_item",
    ),
    "payout_without_claim": Breakage(
        f"update payout set amount_minor = amount_minor + 1, gross_minor = gross_minor + 1 where id = {_PAID}",
        f"select {_PAID}",
    ),
    "payout_end_not_booked": Breakage(
        f"update payout set state = 'paid' where id = {_ON_ITS_WAY}",
        "select id from payout where state = 'paid' and transfer_id is null and bank_reference is null",
    ),
    "netting_not_booked": Breakage(
        f"update payout set netted_minor = netted_minor - 1, gross_minor = gross_minor - 1 where id = {_NETTED}",
        f"select {_NETTED}",
    ),
    "in_transit_is_not_the_payouts": Breakage(
        f"update payout set state = 'failed' where id = {_ON_ITS_WAY}",
        "select 'producer:' || beneficiary_id || ':in_transit EUR' from payout where state = 'failed'",
    ),
    "payout_is_not_its_items": Breakage(
        f"update payout_item set amount_minor = amount_minor - 1 where payout_id = {_PAID}", f"select {_PAID}"
    ),
    "payout_claims_do_not_fit_its_end": Breakage(
        f"update payout_item set released_at = now() where payout_id = {_PAID}", f"select {_PAID}"
    ),
    "item_claimed_twice": Breakage(
        f"drop index uq_payout_item_live; update payout_item set released_at = null where payout_id = {_FAILED}",
        f"select min(payable_item_id) from payout_item where payout_id = {_FAILED}",
    ),
    "claim_is_not_what_was_left": Breakage(
        f"update payout_item set amount_minor = amount_minor + 1 where payout_id = {_PAID}",
        f"select min(payable_item_id) from payout_item where payout_id = {_PAID}",
    ),
    "premium_used_otherwise": Breakage(
        "update posting set amount_minor = -amount_minor where id = (select min(g.id) from posting g "
        "join ledger_account a on a.id = g.account_id and a.code ~ '^premium:[^:]+$' "
        "join journal j on j.id = g.journal_id and j.kind = 'order_paid')",
        "select min(j.id) from journal j where kind = 'order_paid' and j.id = (select g.journal_id from posting g "
        "join ledger_account a on a.id = g.account_id and a.code ~ '^premium:[^:]+$' "
        "join journal j on j.id = g.journal_id and j.kind = 'order_paid' where g.amount_minor > 0)",
    ),
    "reversals_in_transit_are_not_the_reversals": Breakage(
        "update transfer_reversal set state = 'pending' where id = (select min(id) from transfer_reversal)",
        "select 'producer:' || p.beneficiary_id || ':reversal_in_transit EUR' from transfer_reversal v "
        "join payout p on p.id = v.payout_id where v.state = 'pending'",
    ),
    "more_reversed_than_sent": Breakage(
        "update transfer_reversal set amount_minor = 10^9 where id = (select min(id) from transfer_reversal "
        "where state = 'succeeded')",
        "select payout_id from transfer_reversal where amount_minor = 10^9",
    ),
    "refund_exceeds_share": Breakage(
        f"update refund_part set amount_minor = 10^9 where refund_id = {_A_REFUND}",
        "select min(breakdown_part_id) from refund_part where amount_minor = 10^9",
    ),
    "refund_parts_do_not_sum": Breakage(
        f"update refund set amount_minor = amount_minor + 1 where id = {_A_REFUND}", f"select {_A_REFUND}"
    ),
    "refund_lines_do_not_sum": Breakage(
        f"update refund_line set amount_minor = amount_minor + 1 where refund_id = {_A_REFUND}", f"select {_A_REFUND}"
    ),
    "whole_refund_leaves_a_rest": Breakage(
        "create temporary table whole on commit drop as select "
        f"{_WHOLLY_REFUNDED} as order_id; "
        "update refund_part r set amount_minor = r.amount_minor + case b.kind when 'premium' then 1 else -1 end "
        "from breakdown_part b, whole where b.id = r.breakdown_part_id and b.order_id = whole.order_id "
        "and b.kind in ('premium', 'market_fee')",
        "select order_id from whole",
    ),
    "more_refunded_than_paid": Breakage(
        "update refund set amount_minor = 10^9 where id = (select min(id) from refund where kind = 'goodwill')",
        "select payment_id from refund where amount_minor = 10^9",
    ),
    "refunds_in_transit_are_not_the_refunds": Breakage(
        "update refund set state = 'pending', stripe_refund_id = null where id = (select min(id) from refund)",
        "select 'EUR'",
    ),
    "customer_credit_is_not_the_refunds": Breakage(
        "update refund set state = 'returned' where id = (select min(id) from refund)", "select 'EUR'"
    ),
    "dispute_not_booked": Breakage(
        "update dispute set withdrawn_minor = withdrawn_minor + 1 where id = (select min(id) from dispute "
        "where status <> 'lost')",
        "select min(id) from dispute where status <> 'lost'",
    ),
    "operation_without_entry": Breakage(
        f"update journal set idempotency_key = 'hidden' where subject_id = (select subject_id from stripe_operation "
        f"where id = {_A_SENDER}) and kind = 'transfer_sent'",
        f"select {_A_SENDER}",
    ),
    "entry_without_operation": Breakage(
        f"update stripe_operation set state = 'failed' where id = {_A_SENDER}",
        "select min(j.id) from journal j join stripe_operation o on o.subject_id = j.subject_id "
        "where o.kind = 'transfer' and o.state = 'failed' and j.kind = 'transfer_sent'",
    ),
    "operation_stuck": Breakage(_OPERATION.format(kind="transfer", state="unknown"), "select 'sop_evil'"),
    "event_stuck": Breakage(
        "insert into stripe_event (account, id, type, occurred_at, payload, received_at, deliveries, attempts, "
        "next_attempt_at) values ('acct_1', 'evt_1', 'x', now(), '{}', now() - interval '25 hours', 1, 9, now())",
        "select 'acct_1/evt_1'",
    ),
    "transaction_unmatched": Breakage(
        "insert into stripe_balance_transaction (id, type, reporting_category, description, currency, amount_minor, "
        "fee_minor, net_minor, occurred_at, available_at, imported_at) "
        "values ('txn_evil', 'tax', '', '', 'EUR', -5, 0, -5, now(), now(), now() - interval '25 hours')",
        "select 'txn_evil'",
    ),
    "fund_used_otherwise": Breakage(
        "update posting set amount_minor = -amount_minor where id = (select min(p.id) from posting p "
        "join ledger_account a on a.id = p.account_id join journal j on j.id = p.journal_id "
        "where a.code = 'solidarity:fund' and j.kind = 'order_paid')",
        "select journal_id from posting p join ledger_account a on a.id = p.account_id "
        "join journal j on j.id = p.journal_id and j.kind = 'order_paid' "
        "where a.code = 'solidarity:fund' and p.amount_minor > 0",
    ),
    "fund_promise_is_not_the_orders": Breakage(
        "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
        "values ('solidarity:fund:promised', 'EUR', 'liability', true, -5)",
        "select 'solidarity:fund:promised EUR'",
    ),
    "prefinance_is_not_what_is_owed": Breakage(
        "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
        "values ('prefinance:org_evil:outstanding', 'EUR', 'asset', true, 5)",
        "select 'prefinance:org_evil:outstanding EUR'",
    ),
    "lent_is_not_what_is_owed": Breakage(
        "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
        "values ('fund:fnd_evil:lent', 'EUR', 'liability', true, -5)",
        "select 'fund:fnd_evil:lent EUR'",
    ),
    "placed_is_not_set_apart": Breakage(
        "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
        "values ('fund:fnd_evil:placed', 'EUR', 'liability', true, -5)",
        "select 'fund:fnd_evil:placed EUR'",
    ),
    "repayments_do_not_sum": Breakage(
        "insert into prefinance (id, fund_id, organisation_id, currency, expected_minor, expected_what, amount_minor, "
        "share_cap_bps, repay_bps, interest_bps, interest_cap_bps, due_on, state, outstanding_minor, "
        "interest_paid_minor, requested_by, requested_at) values ('prf_evil', 'fnd_evil', 'org_evil', 'EUR', 100, '', "
        "10, 10000, 1, 0, 0, '2030-01-01', 'granted', 9, 0, 'usr_evil', now())",
        "select 'prf_evil'",
    ),
    "placement_not_booked": Breakage(
        "insert into fund_placement (id, fund_id, place_id, currency, amount_minor, moved_by, moved_at) "
        "values ('fpl_evil', 'fnd_evil', 'plc_evil', 'EUR', 5, 'usr_evil', now())",
        "select 'place:plc_evil:fnd_evil EUR'",
    ),
    "grant_is_not_owed": Breakage(
        "update journal set kind = 'fund_disbursed' where id = (select min(id) from journal)",
        "select idempotency_key from journal where kind = 'fund_disbursed'",
    ),
    "units_do_not_add_up": Breakage(
        "insert into unit_holding (fund_id, holder_id, units, noticed) values ('fnd_evil', 'org_evil', 1, 0)",
        "select 'fnd_evil org_evil'",
    ),
    "units_are_not_in_the_books": Breakage(
        "insert into unit_issue (id, fund_id, holder_id, units, amount_minor, reference, issued_at) "
        "values ('uni_evil', 'fnd_evil', 'org_evil', 1, 1000, 'b1', now())",
        "select 'uni_evil'",
    ),
}
