create or replace function owed_account(purpose text, organisation_id text) returns text
language sql immutable parallel safe as $$
    select case purpose when 'goods' then 'producer:' || organisation_id || ':payable'
                        when 'premium' then 'premium:' || organisation_id
                        when 'dues' then 'federation:' || organisation_id || ':dues_payable'
                        when 'fund' then 'solidarity:fund' end
$$;

alter table payable_item drop constraint ck_payable_item_order_or_fund, alter column order_id set not null;

alter table fund
    drop constraint uq_fund_account_code_currency,
    drop constraint ck_fund_account_is_its_own,
    drop constraint ck_fund_labour_has_sponsor,
    drop constraint ck_fund_uses_known,
    drop constraint ck_fund_notice_sane,
    drop constraint ck_fund_shares_sane,
    drop constraint ck_fund_currency_is_iso,
    drop column closed_at,
    drop column admin_cap_bps,
    drop column notice_days,
    drop column bound_share_bps,
    drop column uses,
    drop column mandate,
    drop column sponsor_id;

select forbid_words('payable_item', 'ck_payable_item_source_known', array['fund']);
select forbid_words('journal', 'ck_journal_kind_known', array[
    'fund_paid_in', 'fund_admin', 'fund_promised', 'fund_promise_released', 'premium_allocated', 'premium_spent']);
drop function forbid_words(text, text, text[]);
drop function allow_words(text, text, text[]);
