-- Rows that are history. A table is made append-only by `select make_append_only('name')`, and its rows undeletable by
-- `select make_undeletable('name')`; `grant_app_role()` finds both by their triggers.

create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_is_append_only';
end $$;

create function refuse_to_delete() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are kept: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_is_kept';
end $$;

create function make_append_only(table_name text) returns void language plpgsql as $$
begin
    execute format('create trigger append_only before update or delete or truncate on %I '
                   'for each statement execute function refuse_to_rewrite()', table_name);
end $$;

create function make_undeletable(table_name text) returns void language plpgsql as $$
begin
    execute format('create trigger undeletable before delete or truncate on %I '
                   'for each statement execute function refuse_to_delete()', table_name);
end $$;

select make_append_only(name) from unnest(array[
    'journal', 'posting', 'ledger_root', 'certification_event', 'audit_event', 'breakdown_part',
    'producer_statement']) as name;
select make_undeletable(name) from unnest(array[
    'stripe_operation', 'payout', 'payout_item', 'payout_run', 'payable_item']) as name;

-- A payable item says what was earned; only from when it may be paid, and whether it is held, can change.
create function payable_item_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.order_id, new.order_line_id, new.beneficiary_id, new.purpose, new.currency, new.amount_minor,
        new.earned_at)
       is distinct from
       (old.id, old.order_id, old.order_line_id, old.beneficiary_id, old.purpose, old.currency, old.amount_minor,
        old.earned_at)
    then
        raise exception 'payable item % says what was earned, that does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'payable_item_keeps_its_amount';
    end if;
    return new;
end $$;

create trigger payable_item_is_kept before update on payable_item
    for each row execute function payable_item_is_kept();

-- What was asked of Stripe is frozen with its parameters; a payout's amount and account are frozen with it.
create function stripe_operation_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.kind, new.business_key, new.parameters, new.subject_id)
       is distinct from (old.id, old.kind, old.business_key, old.parameters, old.subject_id)
       or (old.state in ('succeeded', 'failed') and new.state <> old.state)
    then
        raise exception 'operation % keeps what it asks, and its end', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'stripe_operation_keeps_its_word';
    end if;
    return new;
end $$;

create trigger stripe_operation_is_kept before update on stripe_operation
    for each row execute function stripe_operation_is_kept();

create function payout_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.run_id, new.beneficiary_id, new.payout_account_id, new.rail, new.purpose, new.currency,
        new.amount_minor)
       is distinct from
       (old.id, old.run_id, old.beneficiary_id, old.payout_account_id, old.rail, old.purpose, old.currency,
        old.amount_minor)
       or (old.state in ('failed', 'cancelled') and new.state <> old.state)
    then
        raise exception 'payout % keeps its amount, its account and its end', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'payout_keeps_its_amount';
    end if;
    return new;
end $$;

create trigger payout_is_kept before update on payout for each row execute function payout_is_kept();
