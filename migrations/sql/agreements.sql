create table trade_agreement (
    id text collate "C" not null constraint pk_trade_agreement primary key,
    series_id text collate "C" not null constraint fk_trade_agreement_series_id references trade_agreement (id),
    version integer not null,
    title text not null,
    body text not null,
    currency text not null,
    starts_on date not null,
    ends_on date not null,
    compensation_bps integer not null,
    compensation_fund_id text collate "C"
        constraint fk_trade_agreement_compensation_fund_id references fund (id),
    sha256 bytea not null,
    proposed_for text collate "C" not null constraint fk_trade_agreement_proposed_for references organisation (id),
    proposed_by text collate "C" not null constraint fk_trade_agreement_proposed_by references person (id),
    proposed_at timestamptz not null,
    signed_at timestamptz,
    superseded_at timestamptz,
    ended_at timestamptz,
    ended_for text collate "C" constraint fk_trade_agreement_ended_for references organisation (id),
    end_reason text not null,
    constraint uq_trade_agreement_series_id_version unique (series_id, version),
    constraint ck_trade_agreement_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_trade_agreement_interval check (ends_on > starts_on),
    constraint ck_trade_agreement_rate_sane check (compensation_bps between 0 and 5000),
    constraint ck_trade_agreement_rate_has_fund check ((compensation_bps > 0) = (compensation_fund_id is not null)),
    constraint ck_trade_agreement_first_of_its_series check ((version = 1) = (series_id = id))
);

create table trade_party (
    agreement_id text collate "C" not null constraint fk_trade_party_agreement_id references trade_agreement (id),
    organisation_id text collate "C" not null constraint fk_trade_party_organisation_id references organisation (id),
    means bigint not null constraint ck_trade_party_means_positive check (means > 0),
    signed_by text collate "C" constraint fk_trade_party_signed_by references person (id),
    signed_at timestamptz,
    declined_at timestamptz,
    constraint pk_trade_party primary key (agreement_id, organisation_id),
    constraint ck_trade_party_signed_or_declined check (num_nonnulls(signed_at, declined_at) <= 1)
);
create index ix_trade_party_organisation_id on trade_party (organisation_id);

create table trade_good (
    id text collate "C" not null constraint pk_trade_good primary key,
    agreement_id text collate "C" not null constraint fk_trade_good_agreement_id references trade_agreement (id),
    product_id text collate "C" constraint fk_trade_good_product_id references product (id),
    category_code text constraint fk_trade_good_category_code references category (code),
    terms text not null,
    constraint ck_trade_good_product_or_category check (num_nonnulls(product_id, category_code) = 1)
);
create index ix_trade_good_agreement_id on trade_good (agreement_id);

create table trade_commitment (
    id text collate "C" not null constraint pk_trade_commitment primary key,
    agreement_id text collate "C" not null constraint fk_trade_commitment_agreement_id references trade_agreement (id),
    position integer not null,
    giver_id text collate "C" not null constraint fk_trade_commitment_giver_id references organisation (id),
    receiver_id text collate "C" not null constraint fk_trade_commitment_receiver_id references organisation (id),
    what text not null,
    unit text not null,
    quantity numeric(14, 3) not null constraint ck_trade_commitment_quantity_positive check (quantity > 0),
    value_minor bigint constraint ck_trade_commitment_value_not_negative check (value_minor >= 0),
    due_on date not null,
    answers_id text collate "C" constraint fk_trade_commitment_answers_id references trade_commitment (id),
    constraint ck_trade_commitment_not_itself check (giver_id <> receiver_id)
);
create index ix_trade_commitment_agreement_id on trade_commitment (agreement_id);

create table trade_delivery (
    id text collate "C" not null constraint pk_trade_delivery primary key,
    commitment_id text collate "C" not null constraint fk_trade_delivery_commitment_id references trade_commitment (id),
    quantity numeric(14, 3) not null constraint ck_trade_delivery_quantity_positive check (quantity > 0),
    value_minor bigint constraint ck_trade_delivery_value_not_negative check (value_minor >= 0),
    delivered_on date not null,
    note text not null,
    stated_for text collate "C" not null constraint fk_trade_delivery_stated_for references organisation (id),
    stated_by text collate "C" not null constraint fk_trade_delivery_stated_by references person (id),
    stated_at timestamptz not null,
    answered_by text collate "C" constraint fk_trade_delivery_answered_by references person (id),
    confirmed_at timestamptz,
    refused_at timestamptz,
    constraint ck_trade_delivery_answered_once check (num_nonnulls(confirmed_at, refused_at) <= 1)
);
create index ix_trade_delivery_commitment_id on trade_delivery (commitment_id);

create table trade_compensation (
    id text collate "C" not null constraint pk_trade_compensation primary key,
    delivery_id text collate "C" not null constraint fk_trade_compensation_delivery_id references trade_delivery (id)
        constraint uq_trade_compensation_delivery_id unique,
    payer_id text collate "C" not null constraint fk_trade_compensation_payer_id references organisation (id),
    fund_id text collate "C" not null constraint fk_trade_compensation_fund_id references fund (id),
    currency text not null,
    amount_minor bigint not null constraint ck_trade_compensation_amount_positive check (amount_minor > 0),
    rate text not null,
    owed_at timestamptz not null,
    paid_at timestamptz,
    bank_reference text not null
);
create index ix_trade_compensation_open on trade_compensation (id) where paid_at is null;

create table knowledge_package (
    id text collate "C" not null constraint pk_knowledge_package primary key,
    agreement_id text collate "C" not null constraint fk_knowledge_package_agreement_id references trade_agreement (id),
    giver_id text collate "C" not null constraint fk_knowledge_package_giver_id references organisation (id),
    title text not null,
    licence text not null,
    url text not null,
    sha256 text not null
);
create index ix_knowledge_package_agreement_id on knowledge_package (agreement_id);

-- What was proposed is what is signed: an amendment is another version.
create trigger kept before update on trade_agreement for each row
    execute function keep_as_written('id', 'series_id', 'version', 'title', 'body', 'currency', 'starts_on', 'ends_on',
                                     'compensation_bps', 'compensation_fund_id', 'sha256', 'proposed_for',
                                     'proposed_by', 'proposed_at');
create trigger kept before update on trade_party for each row
    execute function keep_as_written('agreement_id', 'organisation_id', 'means');
create trigger kept before update on trade_delivery for each row
    execute function keep_as_written('id', 'commitment_id', 'quantity', 'value_minor', 'delivered_on', 'note',
                                     'stated_for', 'stated_by', 'stated_at');
create trigger kept before update on trade_compensation for each row
    execute function keep_as_written('id', 'delivery_id', 'payer_id', 'fund_id', 'currency', 'amount_minor', 'rate',
                                     'owed_at');
select make_append_only(name) from unnest(array['trade_good', 'trade_commitment', 'knowledge_package']) as name;
select make_undeletable(name) from unnest(array[
    'trade_agreement', 'trade_party', 'trade_delivery', 'trade_compensation']) as name;

create function agreement_is_unsigned() returns trigger language plpgsql as $$
begin
    if exists (select from trade_party p where p.agreement_id = new.agreement_id and num_nonnulls(p.signed_at, p.declined_at) > 0) then
        raise exception 'agreement % has been signed as it is', new.agreement_id
            using errcode = 'integrity_constraint_violation', constraint = 'trade_agreement_is_signed';
    end if;
    return new;
end $$;
create trigger unsigned before insert on trade_good for each row execute function agreement_is_unsigned();
create trigger unsigned before insert on trade_commitment for each row execute function agreement_is_unsigned();
create trigger unsigned before insert on knowledge_package for each row execute function agreement_is_unsigned();
create trigger unsigned before insert on trade_party for each row execute function agreement_is_unsigned();

-- Every organisation that an agreement speaks for at a moment: its parties, and who belongs to a party then.
create function agreement_sides(agreement text, at timestamptz) returns table (organisation_id text, party_id text)
language sql stable parallel safe as $$
    with recursive side as (
        select p.organisation_id as id, p.organisation_id as party_id from trade_party p where p.agreement_id = agreement
        union
        select n.member_id, s.party_id from side s
        join network_membership n on n.network_id = s.id
         and n.accepted_at <= at and (n.ended_at is null or n.ended_at > at)
    )
    select id, party_id from side
$$;

-- The agreements under which two organisations trade a product at a moment without a market fee.
create function agreements_of_trade(buyer text, product text, at timestamptz)
returns table (agreement_id text, version integer, title text)
language sql stable parallel safe as $$
    select a.id, a.version, a.title
    from product p
    join trade_agreement a
      on a.signed_at <= at and (a.superseded_at is null or a.superseded_at > at)
     and (a.ended_at is null or a.ended_at > at)
     and (at at time zone 'UTC')::date between a.starts_on and a.ends_on
    where p.id = product
      and exists (
          select from trade_good g left join category_path k on k.code = p.category_code
          where g.agreement_id = a.id and (g.product_id = p.id or g.category_code = any(k.path)))
      and exists (
          select from agreement_sides(a.id, at) buying join agreement_sides(a.id, at) selling
            on selling.party_id <> buying.party_id
          where buying.organisation_id = buyer and selling.organisation_id = p.producer_id)
    order by a.signed_at, a.id
$$;
