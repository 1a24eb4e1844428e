-- What keeps the books true whatever program writes to them: entries balance at COMMIT, postings never change, and the
-- cached balance of an account is the sum of its postings because nothing but the posting trigger may touch it.
--
-- Every function names its schema path: a caller who may create temporary tables must not be able to put one of his own
-- called `posting` in front of ours.

-- An entry belongs to the transaction that wrote it. The shared lock lets the sealing of a day (which takes it
-- exclusively) wait for every entry in flight, and is taken before `posted_at`, so that no entry can land in a day that
-- is already sealed.
create function journal_opens() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(hashtext('ledger_seal'));
    new.transaction := pg_current_xact_id()::text::bigint;
    new.posted_at := clock_timestamp();
    return new;
end $$;

create trigger journal_opens before insert on journal for each row execute function journal_opens();

create function check_journal_balances(checked_id text) returns void language plpgsql set search_path = public, pg_temp as $$
declare
    legs bigint;
    off record;
begin
    select count(*) into legs from posting where journal_id = checked_id;
    if legs < 2 then
        raise exception 'entry % has % postings, an entry has at least two', checked_id, legs
            using errcode = 'check_violation', constraint = 'journal_has_two_postings';
    end if;
    select currency, sum(amount_minor) as difference into off
    from posting where journal_id = checked_id group by currency having sum(amount_minor) <> 0 limit 1;
    if found then
        raise exception 'entry % is off by % %', checked_id, off.difference, off.currency
            using errcode = 'check_violation', constraint = 'journal_balances';
    end if;
end $$;

create function journal_balances() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform check_journal_balances(new.id);
    return null;
end $$;

create function posting_balances() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform check_journal_balances(new.journal_id);
    return null;
end $$;

-- Both tables: with the trigger on the journal alone, SET CONSTRAINTS ALL IMMEDIATE checks the entry early, and a
-- posting added afterwards is never looked at.
create constraint trigger journal_balances after insert on journal
    deferrable initially deferred for each row execute function journal_balances();
create constraint trigger posting_balances after insert on posting
    deferrable initially deferred for each row execute function posting_balances();

-- Runs as the owner: the application's role has no right to change an account.
create function posting_counts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    sealed text;
begin
    select added.journal_id into sealed
    from added join journal on journal.id = added.journal_id
    where journal.transaction <> pg_current_xact_id()::text::bigint limit 1;
    if found then
        raise exception 'entry % is closed, it was written by an earlier transaction', sealed
            using errcode = 'integrity_constraint_violation', constraint = 'journal_is_closed';
    end if;
    -- One order for everybody: two entries over the same accounts never wait for each other in a circle.
    perform from ledger_account where id in (select account_id from added) order by id for no key update;
    update ledger_account set balance_minor = balance_minor + moved.amount
    from (select account_id, sum(amount_minor) as amount from added group by account_id) as moved
    where ledger_account.id = moved.account_id;
    return null;
end $$;

create trigger posting_counts after insert on posting
    referencing new table as added for each statement execute function posting_counts();

create function ledger_account_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.balance_minor <> 0 then
            raise exception 'account % opens with nothing', new.code
                using errcode = 'integrity_constraint_violation', constraint = 'ledger_account_opens_empty';
        end if;
        return new;
    end if;
    -- Depth 1 is a statement that somebody sent; the posting trigger's own update runs at depth 2.
    if pg_trigger_depth() = 1 then
        raise exception 'account % changes by postings only', old.code
            using errcode = 'integrity_constraint_violation', constraint = 'ledger_account_changes_by_postings';
    end if;
    return new;
end $$;

create trigger ledger_account_is_kept before insert or update on ledger_account
    for each row execute function ledger_account_is_kept();

create function ledger_account_is_never_dropped() returns trigger language plpgsql as $$
begin
    raise exception 'accounts of the ledger stay' using errcode = 'integrity_constraint_violation',
        constraint = 'ledger_account_stays';
end $$;

create trigger ledger_account_stays before delete or truncate on ledger_account
    for each statement execute function ledger_account_is_never_dropped();
