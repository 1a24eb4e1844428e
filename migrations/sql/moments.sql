-- The state of the catalogue has another name when something changes, and on another day: no longer each minute. So every
-- moment at which the clock alone changes what is answered is written down beforehand (`catalogue_edge`), or is midnight
-- (UTC); and whatever is written anew by a job says so.

-- What the state of the catalogue is called at a moment: another name whenever an answer could look different, be it that
-- somebody wrote something, that a moment has come that was written down, or that a day has begun. Each part only grows
-- (the moment that came last is never deleted), so no name comes again. And how many seconds there are until the clock
-- alone changes it, at most a minute: longer no shared cache may keep an answer, which is not told of what is written.
create or replace function catalogue_state(at timestamptz) returns table (state text, seconds int)
language sql stable parallel safe rows 1
as $$
    select (select sum(n) from catalogue_change) || '-' || coalesce(extract(epoch from (
               select e.at from catalogue_edge e where e.at <= catalogue_state.at order by e.at desc limit 1))::text, '')
               || '-' || floor(extract(epoch from catalogue_state.at) / 86400),
           floor(extract(epoch from least(
               catalogue_state.at + interval '1 minute',
               date_trunc('day', catalogue_state.at, 'UTC') + interval '24 hours',
               (select e.at from catalogue_edge e where e.at > catalogue_state.at order by e.at limit 1))
               - catalogue_state.at))::int
$$;

-- The first moment that is written down: one that has passed here may be still to come by a clock that is behind.
create function moments_begin() returns timestamptz
language sql stable
return now() - interval '5 minutes';

-- What begins or ends at a moment that was written beforehand: the columns are the trigger's arguments.
create or replace function note_moments() returns trigger language plpgsql as $$
begin
    insert into catalogue_edge
    select distinct moment.at
    from changed
    cross join lateral unnest(tg_argv) held (name)
    cross join lateral (select (to_jsonb(changed) ->> held.name)::timestamptz as at) moment
    where moment.at > moments_begin() and isfinite(moment.at)
    order by moment.at
    on conflict do nothing;
    return null;
end $$;
-- Who verified a certificate last is told beside it.
create trigger note_moments_added after insert on verification referencing new table as changed
    for each statement execute function note_moments(checked_at);
create trigger note_moments_changed after update on verification referencing new table as changed
    for each statement execute function note_moments(checked_at);

-- When a price that is lower than the one right before it stops being told as a reduction: thirty days (not what a
-- calendar or a time zone takes for them) after it began, as `market/catalog/authoring/rules/history.py` has it.
create view reduction_end as
select later.variant_id, later.valid_from + interval '720 hours' as at
from price later
join price earlier on earlier.variant_id = later.variant_id and earlier.currency = later.currency
    and earlier.valid_to = later.valid_from and earlier.amount_minor > later.amount_minor;

create function note_reductions() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    insert into catalogue_edge
    select distinct told.at
    from (select distinct c.variant_id from changed c) priced
    cross join lateral (select r.at from reduction_end r where r.variant_id = priced.variant_id offset 0) told
    where told.at > moments_begin()
    order by told.at
    on conflict do nothing;
    return null;
end $$;
create trigger note_reductions_added after insert on price referencing new table as changed
    for each statement execute function note_reductions();
create trigger note_reductions_changed after update on price referencing new table as changed
    for each statement execute function note_reductions();

-- A job reckons prices anew when they begin or end and when a rule does, also where no row of the shelf is another then:
-- lists lie in their order.
create trigger note_added after insert on shelf_price referencing new table as changed
    for each statement execute function note_standing();
create trigger note_changed after update on shelf_price referencing new table as changed
    for each statement execute function note_standing();
create trigger note_removed after delete on shelf_price referencing old table as changed
    for each statement execute function note_standing();
-- A size that is counted for the first time, of a product of which there was some before.
create trigger note_added after insert on stock referencing new table as changed
    for each statement execute function note_standing();

-- Of the moments that are long over the last one stays: the state is called by it.
create or replace function tend_shelf() returns void
language plpgsql
as $$
declare
    due text[];
begin
    if not pg_try_advisory_xact_lock(hashtextextended('tend shelf', 0)) then
        return;
    end if;
    due := array(select distinct s.product_id from shelf_price s where s.until <= now() order by 1 limit 20000);
    perform refresh_shelf(due, false);
    with fresh as (
        delete from shelf_count where not is_folded returning category_code, facet, value, n
    ), folded as (
        delete from shelf_count c
        using (select distinct category_code, facet, value from fresh) k
        where c.is_folded and (c.category_code, c.facet, c.value) = (k.category_code, k.facet, k.value)
        returning c.category_code, c.facet, c.value, c.n
    )
    insert into shelf_count (category_code, facet, value, n, is_folded)
    select category_code, facet, value, sum(n), true
    from (select * from fresh union all select * from folded) both_of_them
    group by category_code, facet, value
    having sum(n) <> 0;
    with taken as (delete from catalogue_change returning n)
    insert into catalogue_change select coalesce(sum(n), 0) from taken;
    delete from catalogue_edge e
    where e.at < (select max(past.at) from catalogue_edge past where past.at < now() - interval '1 day');
end
$$;

-- What was written before this, whoever wrote it.
insert into catalogue_edge
select distinct moment.at
from (
    select unnest(array[p.valid_from, p.valid_to]) from price p
    union all select unnest(array[g.valid_from, g.valid_to, g.accepted_at, g.ended_at]) from hub_grant g
    union all select unnest(array[m.accepted_at, m.ended_at]) from network_membership m
    union all select unnest(array[c.given_at, c.withdrawn_at]) from consent c
    union all select unnest(array[u.used_at, u.released_at]) from claim_use u
    union all select v.checked_at from verification v
    union all select unnest(array[s.starts_at, s.ends_at]) from certificate_standing s
    union all select r.at from reduction_end r
) moment (at)
where moment.at > moments_begin() and isfinite(moment.at)
order by moment.at
on conflict do nothing;
