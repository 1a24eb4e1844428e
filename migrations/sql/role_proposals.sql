create table role_proposal (
    id text collate "C" not null constraint pk_role_proposal primary key,
    person_id text collate "C" not null constraint fk_role_proposal_person_id references person (id),
    role text not null constraint ck_role_proposal_role_known check (role in ('operator', 'verifier')),
    organisation_id text collate "C" constraint fk_role_proposal_organisation_id references organisation (id),
    reason text not null constraint ck_role_proposal_reason_given check (length(btrim(reason)) >= 10),
    proposed_by text collate "C" not null constraint fk_role_proposal_proposed_by references person (id),
    proposed_at timestamptz not null,
    confirmed_by text collate "C" constraint fk_role_proposal_confirmed_by references person (id),
    confirmed_at timestamptz,
    declined_by text collate "C" constraint fk_role_proposal_declined_by references person (id),
    declined_at timestamptz,
    constraint ck_role_proposal_verifies_somewhere check ((role = 'verifier') = (organisation_id is not null)),
    constraint ck_role_proposal_two_people check (confirmed_by <> proposed_by and confirmed_by <> person_id),
    constraint ck_role_proposal_not_for_oneself check (proposed_by <> person_id),
    constraint ck_role_proposal_confirmed_whole check (num_nonnulls(confirmed_by, confirmed_at) in (0, 2)),
    constraint ck_role_proposal_declined_whole check (num_nonnulls(declined_by, declined_at) in (0, 2)),
    constraint ck_role_proposal_decided_once check (confirmed_at is null or declined_at is null)
);
create index ix_role_proposal_person_id on role_proposal (person_id);

create trigger kept before update on role_proposal for each row
    execute function keep_as_written('id', 'person_id', 'role', 'organisation_id', 'reason', 'proposed_by',
                                     'proposed_at');
select make_undeletable('role_proposal');

select grant_app_role();
