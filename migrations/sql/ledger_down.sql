drop trigger journal_opens on journal;
drop trigger journal_balances on journal;
drop trigger posting_balances on posting;
drop trigger posting_counts on posting;
drop trigger ledger_account_is_kept on ledger_account;
drop trigger ledger_account_stays on ledger_account;
drop trigger payable_item_is_kept on payable_item;
drop trigger stripe_operation_is_kept on stripe_operation;
drop trigger payout_is_kept on payout;
do $$
declare
    guard record;
begin
    for guard in
        select tgname, tgrelid::regclass as name from pg_trigger where tgname in ('append_only', 'undeletable')
    loop
        execute format('drop trigger %I on %s', guard.tgname, guard.name);
    end loop;
end $$;
drop function journal_opens, check_journal_balances, journal_balances, posting_balances, posting_counts,
    ledger_account_is_kept, ledger_account_is_never_dropped, payable_item_is_kept, stripe_operation_is_kept,
    payout_is_kept, make_append_only, make_undeletable, refuse_to_rewrite, refuse_to_delete, grant_app_role;
alter default privileges in schema public revoke all on tables from solifair_app;
alter default privileges in schema public revoke all on sequences from solifair_app;
revoke all on all tables in schema public from solifair_app;
revoke all on all sequences in schema public from solifair_app;
revoke all on schema public from solifair_app;
