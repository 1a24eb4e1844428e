-- Organisations as lists of others name them, and who says that one of them is theirs.
create table listed_organisation (
    id text collate "C" not null,
    source text not null,
    source_id text not null,
    name text not null,
    other_name text not null,
    country text,
    country_said text not null,
    region text not null,
    place text not null,
    legal_form text,
    structure text,
    membership text,
    activities text[] not null,
    said text[] not null,
    latitude numeric(4, 1),
    longitude numeric(4, 1),
    website text not null,
    fingerprint bytea not null,
    organisation_id text collate "C",
    created_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null,
    constraint pk_listed_organisation primary key (id),
    constraint uq_listed_organisation_source_source_id unique (source, source_id),
    constraint fk_listed_organisation_organisation_id foreign key (organisation_id) references organisation (id),
    constraint ck_listed_organisation_source_known check (source in ('ica_youth', 'uk_workers', 'susy')),
    constraint ck_listed_organisation_name_not_blank check (btrim(name) <> ''),
    constraint ck_listed_organisation_country_is_iso check (country is null or country ~ '^[A-Z]{2}$'),
    constraint ck_listed_organisation_place_is_whole check ((latitude is null) = (longitude is null)),
    constraint ck_listed_organisation_on_earth check (
        latitude between -90 and 90 and longitude between -180 and 180)
);
create index ix_listed_organisation_organisation_id on listed_organisation (organisation_id);

create table listing_claim (
    id text collate "C" not null,
    listed_id text collate "C" not null,
    person_id text collate "C" not null,
    state text not null,
    note text not null,
    is_site_address boolean not null,
    path text,
    media_type text,
    sha256 bytea,
    organisation_id text collate "C",
    reason text not null,
    decided_by text collate "C",
    decided_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    constraint pk_listing_claim primary key (id),
    constraint fk_listing_claim_listed_id foreign key (listed_id) references listed_organisation (id),
    constraint fk_listing_claim_person_id foreign key (person_id) references person (id),
    constraint fk_listing_claim_organisation_id foreign key (organisation_id) references organisation (id),
    constraint fk_listing_claim_decided_by foreign key (decided_by) references person (id),
    constraint ck_listing_claim_state_known check (state in ('waiting', 'approved', 'refused')),
    constraint ck_listing_claim_has_evidence check (path is not null or is_site_address),
    constraint ck_listing_claim_document_is_whole check (num_nulls(path, media_type, sha256) in (0, 3)),
    constraint ck_listing_claim_decided_by_somebody check ((state = 'waiting') = (decided_at is null)),
    constraint ck_listing_claim_approved_is_linked check ((state = 'approved') = (organisation_id is not null))
);
create index ix_listing_claim_person_id on listing_claim (person_id);
create unique index uq_listing_claim_waiting on listing_claim (listed_id, person_id) where state = 'waiting';
