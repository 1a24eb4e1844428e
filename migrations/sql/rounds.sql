-- Votes on a fund's money. Nothing was ever written into the four tables that these replace.
drop table fund_disbursement;
drop table fund_ballot;
drop table fund_proposal;
drop table fund_round;

create table fund_round (
    id text collate "C" not null,
    fund_id text collate "C" not null,
    title text not null,
    body text not null,
    language text not null,
    budget_minor bigint not null,
    currency text not null,
    ballot_kind text not null,
    max_choices integer not null,
    max_points integer,
    rule text not null,
    ordering text,
    misfit text,
    utility text,
    completion text,
    tie_break text[] not null,
    electorate text not null,
    votes_by text not null,
    electorate_id text collate "C",
    bought_from timestamptz,
    bought_until timestamptz,
    quorum_count integer not null,
    quorum_share_bps integer not null,
    proposals_open_at timestamptz not null,
    voting_opens_at timestamptz not null,
    closes_at timestamptz not null,
    appeal_hours integer not null,
    created_by text collate "C" not null,
    created_at timestamptz default clock_timestamp() not null,
    announced_at timestamptz,
    eligible integer,
    voted integer,
    counted_at timestamptz,
    spent_minor bigint,
    approved_at timestamptz,
    paid_at timestamptz,
    completed_at timestamptz,
    voided_at timestamptz,
    void_reason text,
    constraint pk_fund_round primary key (id),
    constraint ck_fund_round_ballot_kind_known check (ballot_kind in ('approval', 'cumulative', 'ordinal')),
    constraint ck_fund_round_rule_known check (rule in ('greedy', 'equal_shares')),
    constraint ck_fund_round_ordering_known check (ordering in ('votes', 'votes_per_cost')),
    constraint ck_fund_round_misfit_known check (misfit in ('skip', 'stop')),
    constraint ck_fund_round_utility_known check (utility in ('cost', 'cardinality')),
    constraint ck_fund_round_completion_known
        check (completion in ('none', 'add1', 'add1_exhaustive', 'add1u', 'add1u_exhaustive')),
    constraint ck_fund_round_electorate_known
        check (electorate in ('organisation', 'network', 'buyers', 'producers', 'federations')),
    constraint ck_fund_round_votes_by_known check (votes_by in ('person', 'organisation')),
    constraint ck_fund_round_void_reason_known
        check (void_reason in ('taken_back', 'nothing_proposed', 'quorum_not_met', 'objection_upheld')),
    constraint ck_fund_round_budget_positive check (budget_minor > 0),
    constraint ck_fund_round_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_fund_round_choices_positive check (max_choices between 1 and 500),
    constraint ck_fund_round_points_where_given check ((ballot_kind = 'cumulative') = (max_points is not null)),
    constraint ck_fund_round_points_positive check (max_points between 1 and 10000),
    constraint ck_fund_round_greedy_whole check ((rule = 'greedy') = (ordering is not null and misfit is not null)),
    constraint ck_fund_round_shares_whole
        check ((rule = 'equal_shares') = (utility is not null and completion is not null)),
    constraint ck_fund_round_electorate_named
        check ((electorate in ('organisation', 'network')) = (electorate_id is not null)),
    constraint ck_fund_round_buyers_have_period
        check ((electorate = 'buyers') = (bought_from is not null and bought_until is not null)),
    constraint ck_fund_round_period check (bought_until > bought_from),
    constraint ck_fund_round_people_vote check (electorate not in ('organisation', 'buyers') or votes_by = 'person'),
    constraint ck_fund_round_quorum check (quorum_count >= 1 and quorum_share_bps between 0 and 10000),
    constraint ck_fund_round_times check (proposals_open_at < voting_opens_at and voting_opens_at < closes_at),
    constraint ck_fund_round_appeal_time check (appeal_hours between 1 and 2160),
    constraint ck_fund_round_void_has_reason check ((voided_at is null) = (void_reason is null)),
    constraint ck_fund_round_marks_in_order
        check ((counted_at is null or announced_at is not null)
            and (approved_at is null or counted_at is not null) and (paid_at is null or approved_at is not null)
            and (completed_at is null or approved_at is not null)),
    constraint fk_fund_round_fund_id foreign key (fund_id) references fund (id),
    constraint fk_fund_round_electorate_id foreign key (electorate_id) references organisation (id),
    constraint fk_fund_round_created_by foreign key (created_by) references person (id)
);
create index ix_fund_round_electorate_id on fund_round (electorate_id);
create index ix_fund_round_fund_id on fund_round (fund_id);

create table round_proposal (
    id text collate "C" not null,
    round_id text collate "C" not null,
    number integer not null,
    organisation_id text collate "C" not null,
    beneficiary_id text collate "C" not null,
    title text not null,
    body text not null,
    language text not null,
    cost_minor bigint not null,
    names_agreed_by text not null,
    proposed_by text collate "C" not null,
    created_at timestamptz default clock_timestamp() not null,
    withdrawn_at timestamptz,
    exclusion text,
    constraint pk_round_proposal primary key (id),
    constraint ck_round_proposal_exclusion_known check (exclusion in ('dearer_than_budget', 'objection_upheld')),
    constraint uq_round_proposal_round_id_number unique (round_id, number),
    constraint ck_round_proposal_cost_positive check (cost_minor > 0),
    constraint ck_round_proposal_number_known check (number between 1 and 999),
    constraint fk_round_proposal_round_id foreign key (round_id) references fund_round (id),
    constraint fk_round_proposal_organisation_id foreign key (organisation_id) references organisation (id),
    constraint fk_round_proposal_beneficiary_id foreign key (beneficiary_id) references organisation (id),
    constraint fk_round_proposal_proposed_by foreign key (proposed_by) references person (id)
);
create index ix_round_proposal_beneficiary_id on round_proposal (beneficiary_id);
create index ix_round_proposal_organisation_id on round_proposal (organisation_id);

create table round_voter (
    round_id text collate "C" not null,
    voter_id text collate "C" not null,
    constraint pk_round_voter primary key (round_id, voter_id),
    constraint fk_round_voter_round_id foreign key (round_id) references fund_round (id)
);

create table round_ballot (
    round_id text collate "C" not null,
    pseudonym text not null,
    choices integer[] not null,
    points integer[] not null,
    constraint pk_round_ballot primary key (round_id, pseudonym),
    constraint fk_round_ballot_round_id foreign key (round_id) references fund_round (id)
);

create table round_count (
    id text collate "C" not null,
    round_id text collate "C" not null,
    number integer not null,
    ballots bytea not null,
    sha256 bytea not null,
    fingerprint text not null,
    created_at timestamptz default clock_timestamp() not null,
    counted_at timestamptz,
    result jsonb,
    constraint pk_round_count primary key (id),
    constraint uq_round_count_round_id_number unique (round_id, number),
    constraint ck_round_count_number_positive check (number > 0),
    constraint ck_round_count_result_whole check ((counted_at is null) = (result is null)),
    constraint fk_round_count_round_id foreign key (round_id) references fund_round (id)
);

create table round_objection (
    id text collate "C" not null,
    round_id text collate "C" not null,
    count_number integer not null,
    person_id text collate "C" not null,
    reason text not null,
    created_at timestamptz default clock_timestamp() not null,
    answered_at timestamptz,
    answered_by text collate "C",
    answer text not null,
    outcome text,
    proposal_id text collate "C",
    constraint pk_round_objection primary key (id),
    constraint ck_round_objection_outcome_known check (outcome in ('dismissed', 'recount', 'void')),
    constraint uq_round_objection_round_id_person_id_count_number unique (round_id, person_id, count_number),
    constraint ck_round_objection_answered_whole check ((answered_at is null) = (outcome is null)),
    constraint ck_round_objection_recount_without check ((outcome = 'recount') = (proposal_id is not null)),
    constraint fk_round_objection_round_id foreign key (round_id) references fund_round (id),
    constraint fk_round_objection_person_id foreign key (person_id) references person (id),
    constraint fk_round_objection_answered_by foreign key (answered_by) references person (id),
    constraint fk_round_objection_proposal_id foreign key (proposal_id) references round_proposal (id)
);
create index ix_round_objection_round_id on round_objection (round_id);

create table round_approval (
    round_id text collate "C" not null,
    count_number integer not null,
    person_id text collate "C" not null,
    approved_at timestamptz not null,
    constraint pk_round_approval primary key (round_id, count_number, person_id),
    constraint fk_round_approval_round_id foreign key (round_id) references fund_round (id),
    constraint fk_round_approval_person_id foreign key (person_id) references person (id)
);

create table round_grant (
    id text collate "C" not null,
    round_id text collate "C" not null,
    proposal_id text collate "C" not null,
    beneficiary_id text collate "C" not null,
    amount_minor bigint not null,
    currency text not null,
    created_at timestamptz default clock_timestamp() not null,
    paid_at timestamptz,
    journal_id text collate "C",
    completed_at timestamptz,
    completed_by text collate "C",
    note text not null,
    document_title text not null,
    document_type text,
    document_path text,
    document_sha256 bytea,
    constraint pk_round_grant primary key (id),
    constraint ck_round_grant_amount_positive check (amount_minor > 0),
    constraint ck_round_grant_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_round_grant_paid_whole check ((paid_at is null) = (journal_id is null)),
    constraint ck_round_grant_proved_after_paid check (completed_at is null or paid_at is not null),
    constraint fk_round_grant_round_id foreign key (round_id) references fund_round (id),
    constraint uq_round_grant_proposal_id unique (proposal_id),
    constraint fk_round_grant_proposal_id foreign key (proposal_id) references round_proposal (id),
    constraint fk_round_grant_beneficiary_id foreign key (beneficiary_id) references organisation (id),
    constraint uq_round_grant_journal_id unique (journal_id),
    constraint fk_round_grant_journal_id foreign key (journal_id) references journal (id),
    constraint fk_round_grant_completed_by foreign key (completed_by) references person (id)
);
create index ix_round_grant_beneficiary_id on round_grant (beneficiary_id);
create index ix_round_grant_round_id on round_grant (round_id);

-- Once a round is announced, all that is asked and how it is counted stays as it is; what happens to it is written
-- beside that, each mark once. Only a recount, before anybody's approval holds, moves `counted_at` and what is spent.
create function fund_round_is_fixed() returns trigger language plpgsql as $$
declare
    marks text[] := array['eligible', 'voted', 'counted_at', 'spent_minor', 'approved_at', 'paid_at', 'completed_at',
                          'voided_at', 'void_reason'];
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
    name text;
begin
    if old.announced_at is null then
        return new;
    end if;
    if before - marks <> after - marks then
        raise exception 'what % asks does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'fund_round_is_fixed';
    end if;
    foreach name in array marks loop
        if before -> name <> 'null' and before -> name <> after -> name
           and (old.approved_at is not null or name not in ('counted_at', 'spent_minor')) then
            raise exception '% of % does not change', name, old.id
                using errcode = 'integrity_constraint_violation', constraint = 'fund_round_is_fixed';
        end if;
    end loop;
    return new;
end $$;
create trigger fixed before update on fund_round for each row execute function fund_round_is_fixed();

-- When the urn is open, nobody votes any more, and who has voted is told for good.
create function urn_is_open() returns trigger language plpgsql as $$
begin
    if exists (select from round_count c where c.round_id = coalesce(new.round_id, old.round_id)) then
        raise exception 'the votes of % are counted', coalesce(new.round_id, old.round_id)
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_is_counted';
    end if;
    return coalesce(new, old);
end $$;
create trigger counted before insert or update or delete on round_ballot for each row execute function urn_is_open();
create trigger counted before insert or update or delete on round_voter for each row execute function urn_is_open();

create trigger kept before update on round_proposal for each row
    execute function keep_as_written('id', 'round_id', 'number', 'organisation_id', 'beneficiary_id', 'title', 'body',
                                     'language', 'cost_minor', 'names_agreed_by', 'proposed_by', 'created_at');
create trigger kept before update on round_objection for each row
    execute function keep_as_written('id', 'round_id', 'count_number', 'person_id', 'reason', 'created_at');
create trigger kept before update on round_grant for each row
    execute function keep_as_written('id', 'round_id', 'proposal_id', 'beneficiary_id', 'amount_minor', 'currency');

-- A count is of these bytes and has one result.
create function round_count_is_kept() returns trigger language plpgsql as $$
begin
    if (new.id, new.round_id, new.number, new.ballots, new.sha256, new.fingerprint)
       is distinct from (old.id, old.round_id, old.number, old.ballots, old.sha256, old.fingerprint)
       or old.result is not null then
        raise exception 'count % of % does not change', old.number, old.round_id
            using errcode = 'integrity_constraint_violation', constraint = 'round_count_is_kept';
    end if;
    return new;
end $$;
create trigger kept before update on round_count for each row execute function round_count_is_kept();

select make_append_only('round_approval');
select make_undeletable(name) from unnest(array[
    'fund_round', 'round_proposal', 'round_count', 'round_objection', 'round_grant']) as name;

-- One task more.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''count_rounds''::text])');
end
$$;

select grant_app_role();
