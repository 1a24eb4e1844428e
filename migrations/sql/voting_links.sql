-- Members without an account vote by a link. Of it only a hash is kept; when the votes are counted, name and hash go.
create table voting_link (
    id text collate "C" not null constraint pk_voting_link primary key,
    round_id text collate "C" not null constraint fk_voting_link_round_id references fund_round (id),
    organisation_id text collate "C" not null constraint fk_voting_link_organisation_id references organisation (id),
    name text,
    token_hash bytea,
    named_by text collate "C" not null constraint fk_voting_link_named_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    constraint uq_voting_link_round_id_organisation_id_name unique (round_id, organisation_id, name),
    constraint uq_voting_link_token_hash unique (token_hash),
    constraint ck_voting_link_forgotten_whole check ((name is null) = (token_hash is null))
);
create index ix_voting_link_organisation_id on voting_link (organisation_id);
