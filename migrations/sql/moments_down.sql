drop trigger note_added on stock;
drop trigger note_removed on shelf_price;
drop trigger note_changed on shelf_price;
drop trigger note_added on shelf_price;
drop trigger note_reductions_changed on price;
drop trigger note_reductions_added on price;
drop function note_reductions();
drop view reduction_end;
drop trigger note_moments_changed on verification;
drop trigger note_moments_added on verification;

create or replace function note_moments() returns trigger language plpgsql as $$
begin
    insert into catalogue_edge
    select distinct moment.at
    from changed
    cross join lateral unnest(tg_argv) held (name)
    cross join lateral (select (to_jsonb(changed) ->> held.name)::timestamptz as at) moment
    where moment.at > now() and isfinite(moment.at)
    order by moment.at
    on conflict do nothing;
    return null;
end $$;
drop function moments_begin();

create or replace function catalogue_state(at timestamptz) returns table (state text, seconds int)
language sql stable parallel safe rows 1
as $$
    select (select sum(n) from catalogue_change) || '-' || coalesce(extract(epoch from (
               select e.at from catalogue_edge e where e.at <= catalogue_state.at order by e.at desc limit 1))::text, '')
               || '-' || floor(extract(epoch from catalogue_state.at) / 60),
           floor(extract(epoch from least(
               date_trunc('minute', catalogue_state.at) + interval '1 minute',
               (select e.at from catalogue_edge e where e.at > catalogue_state.at order by e.at limit 1))
               - catalogue_state.at))::int
$$;

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
    delete from catalogue_edge e where e.at < now() - interval '1 day';
end
$$;
