delete from outbox where task = 'count_rounds';
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, ', ''count_rounds''::text', '');
end
$$;

drop table round_grant;
drop table round_approval;
drop table round_objection;
drop table round_count;
drop table round_ballot;
drop table round_voter;
drop table round_proposal;
drop table fund_round;
drop function round_count_is_kept();
drop function urn_is_open();
drop function fund_round_is_fixed();

create table fund_round (
    id text collate "C" not null constraint pk_fund_round primary key,
    fund_id text collate "C" not null constraint fk_fund_round_fund_id references fund (id),
    title text not null,
    budget_minor bigint not null constraint ck_fund_round_budget_positive check (budget_minor > 0),
    currency text not null,
    state text not null constraint ck_fund_round_state_known
        check (state in ('draft', 'proposing', 'voting', 'tallied', 'void')),
    rule text not null constraint ck_fund_round_rule_known check (rule in ('greedy', 'equal_shares')),
    completion text not null,
    tie_break text[] not null,
    quorum integer not null,
    opens_at timestamptz,
    closes_at timestamptz,
    result jsonb,
    input_sha256 bytea,
    created_at timestamptz not null default clock_timestamp()
);
create index ix_fund_round_fund_id on fund_round (fund_id);

create table fund_proposal (
    id text collate "C" not null constraint pk_fund_proposal primary key,
    round_id text collate "C" not null constraint fk_fund_proposal_round_id references fund_round (id),
    proposed_by text collate "C" not null constraint fk_fund_proposal_proposed_by references organisation (id),
    title text not null,
    body text not null,
    cost_minor bigint not null constraint ck_fund_proposal_cost_positive check (cost_minor > 0),
    created_at timestamptz not null default clock_timestamp()
);
create index ix_fund_proposal_round_id on fund_proposal (round_id);

create table fund_ballot (
    id text collate "C" not null constraint pk_fund_ballot primary key,
    round_id text collate "C" not null constraint fk_fund_ballot_round_id references fund_round (id),
    voter_id text collate "C" not null constraint fk_fund_ballot_voter_id references person (id),
    organisation_id text collate "C" constraint fk_fund_ballot_organisation_id references organisation (id),
    approvals text[] not null,
    cast_at timestamptz not null,
    constraint uq_fund_ballot_round_id_voter_id unique (round_id, voter_id)
);

create table fund_disbursement (
    id text collate "C" not null constraint pk_fund_disbursement primary key,
    proposal_id text collate "C" not null constraint fk_fund_disbursement_proposal_id references fund_proposal (id)
        constraint uq_fund_disbursement_proposal_id unique,
    amount_minor bigint not null constraint ck_fund_disbursement_amount_positive check (amount_minor > 0),
    currency text not null,
    journal_id text collate "C" constraint fk_fund_disbursement_journal_id references journal (id),
    completed_at timestamptz,
    completion_note text not null,
    created_at timestamptz not null default clock_timestamp()
);
select grant_app_role();
