-- Telling other systems what happened: written beside the fact, in its transaction, whichever verb or statement it was.

select allow_words('outbox', 'ck_outbox_task_known', array['send_webhooks', 'sweep_webhooks', 'forget_deliveries']);
select allow_words('alert', 'ck_alert_kind_known', array['webhook_disabled']);

create table webhook_endpoint (
    id text collate "C" not null constraint pk_webhook_endpoint primary key,
    organisation_id text collate "C" not null
        constraint fk_webhook_endpoint_organisation_id references organisation (id),
    url text not null constraint ck_webhook_endpoint_url_is_short check (length(url) between 1 and 500),
    description text not null,
    kinds text[] not null constraint ck_webhook_endpoint_wants_something check (cardinality(kinds) > 0),
    state text not null constraint ck_webhook_endpoint_state_known check (state in ('active', 'disabled', 'removed')),
    disabled_reason text constraint ck_webhook_endpoint_disabled_reason_known
        check (disabled_reason in ('owner', 'operator', 'gone', 'failing')),
    disabled_at timestamptz,
    generation integer not null constraint ck_webhook_endpoint_generation_positive check (generation > 0),
    previous_until timestamptz,
    failures integer not null,
    rests_until timestamptz,
    leased_until timestamptz,
    created_by text collate "C" not null constraint fk_webhook_endpoint_created_by references person (id),
    created_at timestamptz not null,
    constraint ck_webhook_endpoint_disabled_has_reason check ((state = 'disabled') = (disabled_reason is not null))
);
create index ix_webhook_endpoint_open on webhook_endpoint (organisation_id, id) where state <> 'removed';

create table webhook_event (
    id text collate "C" not null constraint pk_webhook_event primary key,
    kind text not null constraint ck_webhook_event_kind_known check (kind in (
        'order.paid', 'parcel.shipped', 'parcel.delivered', 'refund.made', 'payout.paid', 'payout.returned',
        'certificate.verified', 'certificate.suspended', 'certificate.withdrawn', 'statement.published',
        'webhook.test')),
    object text not null constraint ck_webhook_event_object_known check (object in (
        'order', 'parcel', 'refund', 'payout', 'certificate', 'statement', 'webhook')),
    object_id text collate "C" not null,
    occurred_at timestamptz not null,
    created_at timestamptz not null default clock_timestamp()
);
create index ix_webhook_event_age on webhook_event (created_at);

create table webhook_delivery (
    id text collate "C" not null constraint pk_webhook_delivery primary key,
    event_id text collate "C" not null constraint fk_webhook_delivery_event_id references webhook_event (id),
    endpoint_id text collate "C" not null
        constraint fk_webhook_delivery_endpoint_id references webhook_endpoint (id),
    state text not null constraint ck_webhook_delivery_state_known check (state in ('waiting', 'delivered', 'failed')),
    tries integer not null,
    attempts integer not null,
    next_attempt_at timestamptz not null,
    ended_at timestamptz,
    constraint uq_webhook_delivery_event_id_endpoint_id unique (event_id, endpoint_id),
    constraint ck_webhook_delivery_tries_counted check (tries between 0 and attempts)
);
create index ix_webhook_delivery_endpoint on webhook_delivery (endpoint_id, id desc);
create index ix_webhook_delivery_waiting on webhook_delivery (endpoint_id, id) where state = 'waiting';

create table webhook_attempt (
    delivery_id text collate "C" not null
        constraint fk_webhook_attempt_delivery_id references webhook_delivery (id),
    number integer not null,
    started_at timestamptz not null,
    outcome text constraint ck_webhook_attempt_outcome_known
        check (outcome in ('accepted', 'refused', 'no_answer', 'not_allowed')),
    status integer constraint ck_webhook_attempt_status_is_one check (status between 100 and 999),
    duration_ms integer,
    answer text not null constraint ck_webhook_attempt_answer_is_short check (length(answer) <= 1024),
    refused_address text,
    constraint pk_webhook_attempt primary key (delivery_id, number)
);

create trigger kept before update on webhook_endpoint for each row
    execute function keep_as_written('id', 'organisation_id', 'created_by', 'created_at');
create trigger kept before update on webhook_event for each row
    execute function keep_as_written('id', 'kind', 'object', 'object_id', 'occurred_at', 'created_at');
create trigger kept before update on webhook_delivery for each row
    execute function keep_as_written('id', 'event_id', 'endpoint_id');
create trigger kept before update on webhook_attempt for each row
    execute function keep_as_written('delivery_id', 'number', 'started_at');
create trigger steps before update of state on webhook_endpoint for each row when (old.state <> new.state)
    execute function keep_to_steps('active>disabled', 'active>removed', 'disabled>active', 'disabled>removed');
create trigger steps before update of state on webhook_delivery for each row when (old.state <> new.state)
    execute function keep_to_steps('waiting>delivered', 'waiting>failed', 'delivered>waiting', 'failed>waiting');

-- Tell whoever wants to know and may: the endpoints of `owner`, those of the market if `to_market`, or everybody's.
-- Where nobody does, nothing is written. The sender is asked for once per delivery: a request that several facts shared
-- would make their transactions wait for each other.
create function tell(told_kind text, told_object text, told_id text, happened_at timestamptz,
                     owner text default null, to_market boolean default false, to_all boolean default false)
returns void language plpgsql set search_path = public, pg_temp as $$
declare
    listeners text[];
    event text;
begin
    select array_agg(e.id order by e.id) into listeners
    from webhook_endpoint e join organisation o on o.id = e.organisation_id
    where e.state <> 'removed' and told_kind = any (e.kinds)
      and (to_all or e.organisation_id = owner or (to_market and o.kind = 'market'));
    if listeners is null then
        return;
    end if;
    event := make_id('evt');
    insert into webhook_event (id, kind, object, object_id, occurred_at)
    values (event, told_kind, told_object, told_id, happened_at);
    with made as (
        insert into webhook_delivery (id, event_id, endpoint_id, state, tries, attempts, next_attempt_at)
        select make_id('whd'), event, listener, 'waiting', 0, 0, least(happened_at, clock_timestamp())
        from unnest(listeners) listener
        returning id, endpoint_id, next_attempt_at
    )
    insert into outbox (task, arguments, dedupe_key, available_at)
    select 'send_webhooks', jsonb_build_object('endpoint_id', endpoint_id), 'send_webhooks:' || id, next_attempt_at
    from made;
    notify solifair_outbox;
end $$;

-- The market is told the order, and each producer in it their own parcel: what of an order they may read.
create function tell_of_order() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('order.paid', 'order', new.id, new.paid_at, to_market => true);
    perform tell('order.paid', 'parcel', p.id, new.paid_at, owner => p.producer_id)
    from parcel p where p.order_id = new.id order by p.id;
    return null;
end $$;
create trigger told after update of state on customer_order for each row
    when (new.state = 'paid' and old.state <> 'paid') execute function tell_of_order();

create function tell_of_parcel() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('parcel.' || new.state, 'parcel', new.id,
                 case new.state when 'shipped' then new.shipped_at else new.delivered_at end,
                 owner => new.producer_id, to_market => true);
    return null;
end $$;
create trigger told after update of state on parcel for each row
    when (new.state in ('shipped', 'delivered') and old.state <> new.state) execute function tell_of_parcel();

-- Whoever sent goods that it is for is told their parcel; money alone, from the market, is the market's business.
create function tell_of_refund() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('refund.made', 'refund', new.id, new.settled_at, to_market => true);
    perform tell('refund.made', 'parcel', p.id, new.settled_at, owner => p.producer_id)
    from parcel p
    where p.id in (select coalesce(r.parcel_id, l.parcel_id) from refund_line r
                   left join order_line l on l.id = r.order_line_id where r.refund_id = new.id)
    order by p.id;
    return null;
end $$;
create trigger told after update of state on refund for each row
    when (new.state = 'succeeded' and old.state <> 'succeeded') execute function tell_of_refund();

create function tell_of_payout() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('payout.' || new.state, 'payout', new.id,
                 case new.state when 'paid' then new.paid_at else clock_timestamp() end,
                 owner => new.beneficiary_id, to_market => true);
    return null;
end $$;
create trigger told after update of state on payout for each row
    when (new.state in ('paid', 'returned') and old.state <> new.state) execute function tell_of_payout();

create function tell_of_certificate() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('certificate.' || new.to_state, 'certificate', new.certificate_id, new.recorded_at, to_all => true);
    return null;
end $$;
create trigger told after insert on certification_event for each row
    when (new.to_state in ('verified', 'suspended', 'withdrawn') and new.to_state is distinct from new.from_state)
    execute function tell_of_certificate();

-- Of an order or a shopper, a statement is theirs alone.
create function tell_of_statement() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform tell('statement.published', 'statement', new.id, clock_timestamp(), to_all => true);
    return null;
end $$;
create trigger told after update of state on impact_statement for each row
    when (new.state = 'ready' and old.state <> 'ready' and new.subject_kind in ('market', 'producer', 'network'))
    execute function tell_of_statement();

select grant_app_role();
