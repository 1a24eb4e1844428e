create table sign_in_code (
    id text collate "C" not null constraint pk_sign_in_code primary key,
    token_hash bytea not null constraint uq_sign_in_code_token_hash unique,
    email text not null,
    person_id text collate "C" constraint fk_sign_in_code_person_id references person (id),
    code_hash bytea,
    tries_left integer not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint ck_sign_in_code_tries_not_negative check (tries_left >= 0),
    constraint ck_sign_in_code_code_has_person check ((code_hash is null) = (person_id is null)),
    constraint ck_sign_in_code_used_had_code check (used_at is null or code_hash is not null)
);
create index ix_sign_in_code_age on sign_in_code (expires_at);
create index ix_sign_in_code_person_id on sign_in_code (person_id);

select allow_words('outbox', 'ck_outbox_task_known', array['make_sign_in_code']);
select grant_app_role();
