-- One word more, or several, for a column that holds one of a list of words.
create function allow_words(table_name text, rule_name text, added text[]) returns void language plpgsql as $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint
    where conname = rule_name and conrelid = table_name::regclass;
    execute format('alter table %I drop constraint %I', table_name, rule_name);
    execute format('alter table %I add constraint %I ', table_name, rule_name) || replace(rule, '::text])',
        '::text, ' || (select string_agg(quote_literal(word) || '::text', ', ') from unnest(added) word) || '])');
end $$;

create function forbid_words(table_name text, rule_name text, taken text[]) returns void language plpgsql as $$
declare
    rule text;
    word text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint
    where conname = rule_name and conrelid = table_name::regclass;
    foreach word in array taken loop
        rule := replace(rule, ', ' || quote_literal(word) || '::text', '');
    end loop;
    execute format('alter table %I drop constraint %I', table_name, rule_name);
    execute format('alter table %I add constraint %I ', table_name, rule_name) || rule;
end $$;

select allow_words('journal', 'ck_journal_kind_known', array[
    'fund_paid_in', 'fund_admin', 'fund_promised', 'fund_promise_released', 'premium_allocated', 'premium_spent']);
select allow_words('payable_item', 'ck_payable_item_source_known', array['fund']);

alter table fund
    add column sponsor_id text collate "C" constraint fk_fund_sponsor_id references organisation (id),
    add column mandate text not null default '',
    add column uses text[] not null default '{tier,grant,admin}',
    add column bound_share_bps integer not null default 10000,
    add column notice_days integer not null default 0,
    add column admin_cap_bps integer not null default 0,
    add column closed_at timestamptz;
alter table fund
    alter column mandate drop default,
    alter column uses drop default,
    alter column bound_share_bps drop default,
    alter column notice_days drop default,
    alter column admin_cap_bps drop default,
    add constraint ck_fund_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    add constraint ck_fund_shares_sane check (bound_share_bps between 0 and 10000
                                              and admin_cap_bps between 0 and 10000),
    add constraint ck_fund_notice_sane check (notice_days between 0 and 730),
    add constraint ck_fund_uses_known check (uses <@ array['tier', 'grant', 'investment', 'admin']),
    add constraint ck_fund_labour_has_sponsor check ((kind = 'labour_investment') = (sponsor_id is not null)),
    add constraint ck_fund_account_is_its_own check (account_code in ('solidarity:fund', 'fund:' || id)),
    add constraint uq_fund_account_code_currency unique (account_code, currency);

-- What a fund grants an organisation is owed to it by no order.
alter table payable_item
    alter column order_id drop not null,
    add constraint ck_payable_item_order_or_fund check (order_id is not null or purpose = 'fund');

-- The solidarity shares of prices were owed to whoever kept the fund, and left it with the next payout. Now they are the
-- fund's own until it is decided what they are for.
alter table payable_item disable trigger user;
delete from payable_item i
where i.purpose = 'fund' and not exists (select from payout_item c where c.payable_item_id = i.id)
  and not exists (select from payable_reduction r where r.payable_item_id = i.id);
alter table payable_item enable trigger user;

create or replace function owed_account(purpose text, organisation_id text) returns text
language sql immutable parallel safe as $$
    select case purpose when 'goods' then 'producer:' || organisation_id || ':payable'
                        when 'premium' then 'premium:' || organisation_id
                        when 'dues' then 'federation:' || organisation_id || ':dues_payable'
                        when 'fund' then 'fund:' || organisation_id || ':payable' end
$$;
