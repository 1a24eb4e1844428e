-- Links by which people join an organisation.
create table member_invitation (
    id text collate "C" not null constraint pk_member_invitation primary key,
    token_hash bytea not null constraint uq_member_invitation_token_hash unique,
    organisation_id text collate "C" not null
        constraint fk_member_invitation_organisation_id references organisation (id),
    role text not null,
    invited_name text not null,
    invited_by text collate "C" not null constraint fk_member_invitation_invited_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    accepted_by text collate "C" constraint fk_member_invitation_accepted_by references person (id),
    accepted_at timestamptz,
    withdrawn_by text collate "C" constraint fk_member_invitation_withdrawn_by references person (id),
    withdrawn_at timestamptz,
    constraint ck_member_invitation_role_known check (role in ('member', 'steward', 'verifier')),
    constraint ck_member_invitation_role_given_by_stewards check (role in ('member', 'steward')),
    constraint ck_member_invitation_named check (btrim(invited_name) <> ''),
    constraint ck_member_invitation_ends_once check (accepted_at is null or withdrawn_at is null),
    constraint ck_member_invitation_accepted_by_somebody check ((accepted_at is null) = (accepted_by is null)),
    constraint ck_member_invitation_withdrawn_by_somebody check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index ix_member_invitation_open on member_invitation (organisation_id)
    where accepted_at is null and withdrawn_at is null;

select grant_app_role();
