create table passkey (
    id text collate "C" not null constraint pk_passkey primary key,
    person_id text collate "C" not null constraint fk_passkey_person_id references person (id),
    credential_id bytea not null constraint uq_passkey_credential_id unique,
    public_key bytea not null,
    sign_count bigint not null,
    name text not null,
    created_at timestamptz not null default clock_timestamp(),
    last_used_at timestamptz,
    constraint ck_passkey_count_not_negative check (sign_count >= 0),
    constraint ck_passkey_credential_id_length check (octet_length(credential_id) between 1 and 1023)
);
create index ix_passkey_person_id on passkey (person_id);

create table passkey_challenge (
    id text collate "C" not null constraint pk_passkey_challenge primary key,
    token_hash bytea not null constraint uq_passkey_challenge_token_hash unique,
    person_id text collate "C" constraint fk_passkey_challenge_person_id references person (id),
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);
create index ix_passkey_challenge_age on passkey_challenge (expires_at);
create index ix_passkey_challenge_person_id on passkey_challenge (person_id);

alter table sign_in_session
    add column passkey_id text collate "C" constraint fk_sign_in_session_passkey_id references passkey (id);
create index ix_sign_in_session_passkey_id on sign_in_session (passkey_id);

select allow_words('mail', 'ck_mail_kind_known', array['passkey_added', 'passkey_removed']);
select grant_app_role();
