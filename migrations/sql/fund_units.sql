-- Units of labour investment funds, and what such a fund reports of each year.
alter table fund
    add column unit_minor bigint,
    add constraint ck_fund_units_are_of_labour
        check (unit_minor is null or (kind = 'labour_investment' and unit_minor > 0));

create table unit_issue (
    id text collate "C" not null constraint pk_unit_issue primary key,
    fund_id text collate "C" not null constraint fk_unit_issue_fund_id references fund (id),
    holder_id text collate "C" not null constraint fk_unit_issue_holder_id references organisation (id),
    units bigint not null,
    amount_minor bigint not null,
    reference text not null,
    issued_at timestamptz not null,
    constraint ck_unit_issue_something check (units > 0 and amount_minor > 0),
    constraint uq_unit_issue_fund_id_reference unique (fund_id, reference)
);
create index ix_unit_issue_holder_id on unit_issue (holder_id);

create table unit_notice (
    id text collate "C" not null constraint pk_unit_notice primary key,
    fund_id text collate "C" not null constraint fk_unit_notice_fund_id references fund (id),
    holder_id text collate "C" not null constraint fk_unit_notice_holder_id references organisation (id),
    units bigint not null constraint ck_unit_notice_units_positive check (units > 0),
    given_by text collate "C" not null constraint fk_unit_notice_given_by references person (id),
    given_at timestamptz not null,
    payable_from timestamptz not null,
    redeemed_at timestamptz,
    amount_minor bigint,
    constraint ck_unit_notice_paid_whole check (num_nonnulls(redeemed_at, amount_minor) in (0, 2)),
    constraint ck_unit_notice_notice_kept check (payable_from >= given_at and redeemed_at >= payable_from)
);
create index ix_unit_notice_holder_id on unit_notice (holder_id);
create index ix_unit_notice_open on unit_notice (fund_id) where redeemed_at is null;

create table unit_holding (
    fund_id text collate "C" not null constraint fk_unit_holding_fund_id references fund (id),
    holder_id text collate "C" not null constraint fk_unit_holding_holder_id references organisation (id),
    units bigint not null,
    noticed bigint not null,
    constraint pk_unit_holding primary key (fund_id, holder_id),
    constraint ck_unit_holding_notice_of_own check (noticed between 0 and units)
);

create table fund_year (
    id text collate "C" not null constraint pk_fund_year primary key,
    fund_id text collate "C" not null constraint fk_fund_year_fund_id references fund (id),
    year integer not null constraint ck_fund_year_year_sane check (year between 1970 and 2200),
    jobs_kept integer not null,
    jobs_created integer not null,
    evidence_url text not null,
    reported_by text collate "C" not null constraint fk_fund_year_reported_by references person (id),
    reported_at timestamptz not null,
    constraint ck_fund_year_counts_sane
        check (jobs_kept between 0 and 10000000 and jobs_created between 0 and 10000000)
);
create index ix_fund_year on fund_year (fund_id, year);

select make_append_only(name) from unnest(array['unit_issue', 'fund_year']) as name;
select make_undeletable('unit_notice');
-- What is paid for a notice is said once.
create function unit_notice_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.fund_id, new.holder_id, new.units, new.given_by, new.given_at, new.payable_from)
       is distinct from (old.id, old.fund_id, old.holder_id, old.units, old.given_by, old.given_at, old.payable_from)
       or old.redeemed_at is not null then
        raise exception 'notice % does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'unit_notice_is_kept';
    end if;
    return new;
end $$;
create trigger kept before update on unit_notice for each row execute function unit_notice_is_kept();

-- A unit costs what the first one did.
create function unit_price_is_kept() returns trigger language plpgsql as $$
begin
    if exists (select from unit_issue where fund_id = old.id) then
        raise exception 'units of % were paid for at another price', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'unit_price_is_kept';
    end if;
    return new;
end $$;
create trigger unit_price_kept before update of unit_minor on fund for each row
    when (old.unit_minor is distinct from new.unit_minor) execute function unit_price_is_kept();

select grant_app_role();
