-- Refunds, disputes, holds, returns and payouts: what of them is never rewritten, which steps each may take, and that
-- nothing is given back twice.

-- An id as `kit/ids.py` makes it: a prefix and 26 letters of Crockford's base32 that hold a UUID version 7.
create function make_id(prefix text) returns text language sql volatile as $$
    with bits as (
        select lpad((extract(epoch from clock_timestamp()) * 1000)::bigint::bit(48)::text, 48, '0') || '0111'
               || substr(random_bits, 1, 12) || '10' || substr(random_bits, 13, 62) as uuid
        from (select ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 8))::bit(32)::text
                     || ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 19, 8))::bit(32)::text
                     || ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 8))::bit(32)::text
                     as random_bits) r
    )
    select prefix || '_' || string_agg(
        substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + substr('00' || uuid, 1 + 5 * letter, 5)::bit(5)::int, 1), ''
        order by letter)
    from bits, generate_series(0, 25) letter
$$;

-- The accounts of an organisation, as `market/ledger/accounts.py` names them.
create function owed_account(purpose text, organisation_id text) returns text language sql immutable parallel safe as $$
    select case purpose when 'goods' then 'producer:' || organisation_id || ':payable'
                        when 'premium' then 'premium:' || organisation_id
                        when 'dues' then 'federation:' || organisation_id || ':dues_payable'
                        when 'fund' then 'solidarity:fund' end
$$;

create function side_account(purpose text, organisation_id text, side text) returns text
language sql immutable parallel safe as $$
    select case purpose when 'goods' then 'producer:' when 'premium' then 'premium:' when 'dues' then 'federation:'
                        when 'fund' then 'fund:' end || organisation_id || ':' || side
$$;

-- A closed machine: `execute function keep_to_steps('placed>paid', …)` on a table with a column `state`.
create function keep_to_steps() returns trigger language plpgsql as $$
begin
    if old.state || '>' || new.state <> all (tg_argv) then
        raise exception '% % cannot go from % to %', tg_table_name, to_jsonb(old) ->> 'id', old.state, new.state
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_keeps_to_its_steps';
    end if;
    return new;
end $$;

create trigger steps before update of state on customer_order for each row when (old.state <> new.state)
    execute function keep_to_steps('placed>paid', 'placed>cancelled', 'placed>expired', 'expired>paid',
                                   'paid>refunded');
create trigger steps before update of state on parcel for each row when (old.state <> new.state)
    execute function keep_to_steps('waiting>to_pack', 'waiting>cancelled', 'cancelled>to_pack', 'to_pack>shipped',
                                   'to_pack>cancelled', 'shipped>delivered');
create trigger steps before update of state on payment for each row when (old.state <> new.state)
    execute function keep_to_steps('created>pending', 'created>processing', 'created>succeeded', 'created>failed',
                                   'created>cancelled', 'created>suspense', 'pending>processing', 'pending>succeeded',
                                   'pending>failed', 'pending>cancelled', 'pending>suspense', 'processing>pending',
                                   'processing>succeeded', 'processing>failed', 'processing>cancelled',
                                   'processing>suspense', 'failed>processing', 'failed>succeeded', 'failed>suspense',
                                   'failed>cancelled', 'cancelled>succeeded', 'cancelled>suspense');
create trigger steps before update of state on refund for each row when (old.state <> new.state)
    execute function keep_to_steps('pending>succeeded', 'pending>returned', 'pending>cancelled', 'succeeded>returned',
                                   'returned>pending', 'returned>succeeded');
create trigger steps before update of state on return_request for each row when (old.state <> new.state)
    execute function keep_to_steps('requested>accepted', 'requested>refused', 'requested>withdrawn',
                                   'accepted>received', 'accepted>withdrawn');
create trigger steps before update of state on payout for each row when (old.state <> new.state)
    execute function keep_to_steps('in_transit>paid', 'in_transit>failed', 'in_transit>cancelled', 'paid>returned');
create trigger steps before update of state on transfer_reversal for each row when (old.state <> new.state)
    execute function keep_to_steps('pending>succeeded', 'pending>failed');

-- What a row was written with: `execute function keep_as_written('amount_minor', …)`.
create function keep_as_written() returns trigger language plpgsql as $$
declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
    name text;
begin
    foreach name in array tg_argv loop
        if before -> name is distinct from after -> name then
            raise exception '% of % % does not change', name, tg_table_name, before ->> 'id'
                using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_keeps_its_word';
        end if;
    end loop;
    return new;
end $$;

create trigger kept before update on payment for each row
    execute function keep_as_written('id', 'order_id', 'amount_minor', 'currency');
create trigger kept before update on dispute for each row
    execute function keep_as_written('id', 'payment_id', 'order_id', 'stripe_dispute_id');
create trigger kept before update on refund for each row
    execute function keep_as_written('id', 'business_key', 'order_id', 'payment_id', 'kind', 'amount_minor', 'currency',
                                     'liable');
create trigger kept before update on hold for each row
    execute function keep_as_written('id', 'key', 'reason', 'order_id', 'organisation_id', 'placed_at', 'placed_by');
create trigger kept before update on transfer_reversal for each row
    execute function keep_as_written('id', 'payout_id', 'refund_id', 'amount_minor', 'currency');
-- An account that is another is closed and opened anew: what was paid to it stays told as it was.
create trigger kept before update on payout_account for each row
    execute function keep_as_written('id', 'organisation_id', 'rail', 'currency', 'country', 'holder_name',
                                     'account_number', 'is_iban', 'bic');
create trigger kept before update on payout_item for each row
    execute function keep_as_written('payout_id', 'payable_item_id', 'amount_minor');
create trigger kept before update on stripe_balance_transaction for each row
    execute function keep_as_written('id', 'type', 'source', 'currency', 'amount_minor', 'fee_minor', 'net_minor',
                                     'occurred_at');

select make_append_only(name) from unnest(array[
    'payable_reduction', 'refund_line', 'refund_part', 'return_line', 'promotion_use']) as name;
select make_undeletable(name) from unnest(array[
    'refund', 'dispute', 'hold', 'transfer_reversal', 'payment', 'return_request', 'stripe_balance_transaction',
    'bank_payout', 'alert']) as name;

-- A payable item says what was earned. It may be held or due, and be reduced, once for each row of `payable_reduction`.
create or replace function payable_item_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.source, new.source_key, new.order_id, new.order_line_id, new.beneficiary_id, new.purpose,
        new.currency, new.amount_minor, new.floor_minor, new.earned_at)
       is distinct from
       (old.id, old.source, old.source_key, old.order_id, old.order_line_id, old.beneficiary_id, old.purpose,
        old.currency, old.amount_minor, old.floor_minor, old.earned_at)
    then
        raise exception 'payable item % says what was earned, that does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'payable_item_keeps_its_amount';
    end if;
    -- Depth 1 is a statement that somebody sent; the update below runs at depth 2.
    if new.reduced_minor <> old.reduced_minor and (pg_trigger_depth() = 1 or new.reduced_minor < old.reduced_minor) then
        raise exception 'payable item % is reduced by rows of payable_reduction only', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'payable_item_is_reduced_by_rows';
    end if;
    return new;
end $$;

create function reduce_payable_item() returns trigger language plpgsql as $$
begin
    update payable_item set reduced_minor = reduced_minor + new.amount_minor where id = new.payable_item_id;
    return null;
end $$;

create trigger reduces after insert on payable_reduction for each row execute function reduce_payable_item();

create or replace function payout_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.run_id, new.beneficiary_id, new.payout_account_id, new.rail, new.purpose, new.currency,
        new.gross_minor, new.netted_minor, new.amount_minor)
       is distinct from
       (old.id, old.run_id, old.beneficiary_id, old.payout_account_id, old.rail, old.purpose, old.currency,
        old.gross_minor, old.netted_minor, old.amount_minor)
    then
        raise exception 'payout % was claimed as it is', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'payout_keeps_its_amount';
    end if;
    return new;
end $$;

-- However many refunds run at once: of no part of a price is more given back than there was. Two that commit at the same
-- moment do not see each other's rows, so they look one after the other.
create function check_part_is_not_over_refunded() returns trigger language plpgsql as $$
declare
    part record;
begin
    perform pg_advisory_xact_lock(hashtextextended(new.breakdown_part_id, 0));
    select b.amount_minor, coalesce(sum(r.amount_minor), 0) as given_back into part
    from breakdown_part b
    join refund_part r on r.breakdown_part_id = b.id
    join refund f on f.id = r.refund_id and f.state <> 'cancelled'
    where b.id = new.breakdown_part_id group by b.id;
    if abs(part.given_back) > abs(part.amount_minor) or part.given_back * part.amount_minor < 0 then
        raise exception 'more is given back of part % than there was', new.breakdown_part_id
            using errcode = 'check_violation', constraint = 'refund_part_within_part';
    end if;
    return null;
end $$;

create constraint trigger within_part after insert on refund_part
    deferrable initially deferred for each row execute function check_part_is_not_over_refunded();
