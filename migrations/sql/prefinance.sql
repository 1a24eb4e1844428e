select allow_words('journal', 'ck_journal_kind_known', array[
    'fund_placed', 'prefinance_granted', 'prefinance_repaid', 'prefinance_interest', 'prefinance_written_off']);

create table prefinance_terms (
    fund_id text collate "C" not null constraint pk_prefinance_terms primary key
        constraint fk_prefinance_terms_fund_id references fund (id),
    share_cap_bps integer not null,
    interest_cap_bps integer not null,
    set_by text collate "C" not null constraint fk_prefinance_terms_set_by references person (id),
    set_at timestamptz not null,
    constraint ck_prefinance_terms_share_sane check (share_cap_bps between 1 and 10000),
    constraint ck_prefinance_terms_interest_sane check (interest_cap_bps between 0 and 10000)
);

create table prefinance (
    id text collate "C" not null constraint pk_prefinance primary key,
    fund_id text collate "C" not null constraint fk_prefinance_fund_id references fund (id),
    organisation_id text collate "C" not null constraint fk_prefinance_organisation_id references organisation (id),
    buyer_id text collate "C" constraint fk_prefinance_buyer_id references organisation (id),
    currency text not null,
    expected_minor bigint not null,
    expected_what text not null,
    amount_minor bigint not null,
    share_cap_bps integer not null,
    repay_bps integer not null,
    interest_bps integer not null,
    interest_cap_bps integer not null,
    due_on date not null,
    state text not null,
    outstanding_minor bigint not null,
    interest_paid_minor bigint not null,
    requested_by text collate "C" not null constraint fk_prefinance_requested_by references person (id),
    requested_at timestamptz not null,
    granted_at timestamptz,
    ended_at timestamptz,
    constraint ck_prefinance_state_known
        check (state in ('requested', 'declined', 'withdrawn', 'granted', 'repaid', 'written_off')),
    constraint ck_prefinance_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_prefinance_amount_positive check (amount_minor > 0),
    constraint ck_prefinance_within_the_cap
        check (amount_minor::numeric * 10000 <= expected_minor::numeric * share_cap_bps),
    constraint ck_prefinance_interest_within_the_cap check (interest_bps between 0 and interest_cap_bps),
    constraint ck_prefinance_repays_a_share check (repay_bps between 1 and 10000),
    constraint ck_prefinance_owes_no_more check (outstanding_minor between 0 and amount_minor),
    constraint ck_prefinance_interest_not_negative check (interest_paid_minor >= 0),
    constraint ck_prefinance_owes_while_granted check (state = 'granted' or outstanding_minor = 0)
);
create index ix_prefinance_fund on prefinance (fund_id, id desc);
create index ix_prefinance_organisation on prefinance (organisation_id, id desc);
-- Debts do not pile up: the next is granted when the last is over.
create unique index uq_prefinance_open on prefinance (organisation_id, currency) where state = 'granted';

create table prefinance_voice (
    prefinance_id text collate "C" not null constraint fk_prefinance_voice_prefinance_id references prefinance (id),
    act text not null constraint ck_prefinance_voice_act_known check (act in ('grant', 'decline', 'write_off')),
    person_id text collate "C" not null constraint fk_prefinance_voice_person_id references person (id),
    reason text not null,
    said_at timestamptz not null,
    constraint pk_prefinance_voice primary key (prefinance_id, act, person_id)
);

create table prefinance_repayment (
    id text collate "C" not null constraint pk_prefinance_repayment primary key,
    prefinance_id text collate "C" not null constraint fk_prefinance_repayment_prefinance_id references prefinance (id),
    source text not null constraint ck_prefinance_repayment_source_known check (source in ('payout', 'early', 'bank')),
    principal_minor bigint not null,
    interest_minor bigint not null,
    reference text not null,
    made_at timestamptz not null,
    constraint ck_prefinance_repayment_not_negative check (least(principal_minor, interest_minor) >= 0),
    constraint ck_prefinance_repayment_not_nothing check (principal_minor + interest_minor > 0)
);
create index ix_prefinance_repayment_prefinance_id on prefinance_repayment (prefinance_id);

alter table payable_reduction
    add column repayment_id text collate "C"
        constraint fk_payable_reduction_repayment_id references prefinance_repayment (id),
    drop constraint ck_payable_reduction_has_one_cause,
    add constraint ck_payable_reduction_has_one_cause
        check (num_nonnulls(refund_id, remainder_item_id, repayment_id) = 1);
create index ix_payable_reduction_repayment_id on payable_reduction (repayment_id);

create table fund_screen (
    id text collate "C" not null constraint pk_fund_screen primary key,
    fund_id text collate "C" not null constraint fk_fund_screen_fund_id references fund (id),
    use text not null constraint ck_fund_screen_use_known check (use in ('placement', 'prefinance')),
    side text not null constraint ck_fund_screen_side_known check (side in ('include', 'exclude')),
    term text not null,
    reason text not null,
    set_by text collate "C" not null constraint fk_fund_screen_set_by references person (id),
    set_at timestamptz not null,
    ended_at timestamptz
);
create unique index uq_fund_screen_open on fund_screen (fund_id, use, side, term) where ended_at is null;

create table money_place (
    id text collate "C" not null constraint pk_money_place primary key,
    name text not null constraint uq_money_place_name unique,
    country text not null constraint ck_money_place_country_is_iso check (country ~ '^[A-Z]{2}$'),
    terms text[] not null,
    url text not null,
    added_by text collate "C" not null constraint fk_money_place_added_by references person (id),
    created_at timestamptz not null default clock_timestamp()
);

create table fund_placement (
    id text collate "C" not null constraint pk_fund_placement primary key,
    fund_id text collate "C" not null constraint fk_fund_placement_fund_id references fund (id),
    place_id text collate "C" not null constraint fk_fund_placement_place_id references money_place (id),
    currency text not null,
    amount_minor bigint not null constraint ck_fund_placement_not_nothing check (amount_minor <> 0),
    moved_by text collate "C" not null constraint fk_fund_placement_moved_by references person (id),
    moved_at timestamptz not null
);
create index ix_fund_placement_fund on fund_placement (fund_id, place_id);

select make_append_only(name) from unnest(array['prefinance_voice', 'prefinance_repayment', 'fund_placement']) as name;
select make_undeletable(name) from unnest(array['prefinance', 'fund_screen']) as name;

create trigger steps before update of state on prefinance for each row when (old.state <> new.state)
    execute function keep_to_steps('requested>declined', 'requested>withdrawn', 'requested>granted', 'granted>repaid',
                                   'granted>written_off');
create trigger kept before update on prefinance for each row
    execute function keep_as_written('id', 'fund_id', 'organisation_id', 'buyer_id', 'currency', 'expected_minor',
                                     'expected_what', 'amount_minor', 'share_cap_bps', 'repay_bps', 'interest_bps',
                                     'interest_cap_bps', 'due_on', 'requested_by', 'requested_at');
create trigger kept before update on fund_screen for each row
    execute function keep_as_written('id', 'fund_id', 'use', 'side', 'term', 'reason', 'set_by', 'set_at');
