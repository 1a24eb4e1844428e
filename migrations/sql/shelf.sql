-- What lists of products are read from: one narrow row for each product, written again by triggers in the transaction
-- that changes what it says. The words it is found by are in it; its price by currency; the combination of certificates
-- whose scope it lies in; never a claim.

create table shelf (
    product_id text collate "C" constraint pk_shelf primary key
        constraint fk_shelf_product_id references product (id) on delete cascade,
    is_shown boolean not null,
    in_stock boolean not null,
    label_set int not null constraint fk_shelf_label_set references label_set (id),
    popularity int not null,
    published_at timestamptz,
    producer_id text collate "C" not null,
    category_code text not null,
    origin_country text not null,
    terms text[] not null,
    prices jsonb not null,
    title tsvector not null,
    words tsvector not null
);
create index ix_shelf_popular on shelf (popularity desc, product_id desc) where is_shown;
create index ix_shelf_category on shelf (category_code, popularity desc, product_id desc) where is_shown;
create index ix_shelf_producer on shelf (producer_id, popularity desc, product_id desc) where is_shown;
create index ix_shelf_newest on shelf (published_at desc, product_id desc) where is_shown;
create index ix_shelf_labels on shelf (label_set) where is_shown;
create index ix_shelf_terms on shelf using gin (terms) with (fastupdate = off) where is_shown;
create index ix_shelf_title on shelf using gin (title) with (gin_pending_list_limit = 512) where is_shown;
create index ix_shelf_words on shelf using gin (words) with (gin_pending_list_limit = 512) where is_shown;

-- The least that a product costs in a currency now (nothing yet: null), and until when nothing is due to change that or
-- whether it may be ordered.
create table shelf_price (
    product_id text collate "C" not null
        constraint fk_shelf_price_product_id references product (id) on delete cascade,
    currency text not null,
    least_minor bigint,
    share_bps int,
    until timestamptz not null,
    constraint pk_shelf_price primary key (product_id, currency)
);
create index ix_shelf_price_least on shelf_price (currency, least_minor, product_id);
create index ix_shelf_price_share on shelf_price (currency, share_bps, product_id);
create index ix_shelf_price_until on shelf_price (until);

-- How many products on sale have what: by category ('' for all), each ancestor counted. Rows are only added, so that
-- writers never wait for each other; what counts is their sum, and a job folds them.
create table shelf_count (
    category_code text not null,
    facet text not null,
    value text not null,
    n int not null,
    is_folded boolean not null default false
);
create index ix_shelf_count on shelf_count (category_code, facet, value) include (n);
create index ix_shelf_count_fresh on shelf_count (is_folded) where not is_folded;

-- Whatever a list may show has changed: the sum tells. Rows are only added, and folded by a job.
create table catalogue_change (n bigint not null);
insert into catalogue_change values (0);

-- What the state of the catalogue is called at a moment: another name whenever a list could look different, be it that
-- somebody wrote something or that a window opened or closed; and anew each minute, for what nothing here knows of. And
-- how many seconds there are until the next window opens or closes, at most a minute.
create function catalogue_state(at timestamptz) returns table (state text, seconds int)
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

-- 1, 2, 5, 10, 20, 50 …
create function price_steps() returns bigint[]
language sql immutable parallel safe
return array[
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000,
        1000000, 2000000, 5000000, 10000000, 20000000, 50000000, 100000000, 200000000, 500000000,
        1000000000, 2000000000, 5000000000, 10000000000, 20000000000, 50000000000, 100000000000,
        200000000000, 500000000000, 1000000000000, 2000000000000, 5000000000000
    ]::bigint[];

-- The step below a price.
create function price_step(amount bigint) returns bigint
language sql immutable parallel safe
return case when amount is not null then (price_steps())[greatest(1, width_bucket(amount, price_steps()))] end;

-- A value with all above it.
create function term_above(below text) returns table (code text)
language sql stable parallel safe
as $$
    with recursive above as (
        select t.code, t.parent_code from term t where t.code = below
        union
        select t.code, t.parent_code from term t join above a on t.code = a.parent_code
    )
    select above.code from above
$$;

-- What is counted of a product on sale, and under which categories.
create function counted_of(
    producer_id text, category_code text, origin_country text, label_set int, in_stock boolean, terms text[],
    prices jsonb)
returns table (category_code text, facet text, value text)
language sql stable parallel safe
as $$
    select under.code, said.facet, said.value
    from category_path path
    cross join lateral unnest(array_append(path.path, '')) under (code)
    cross join lateral (
        select 'producer', counted_of.producer_id
        union all select 'category', counted_of.category_code
        union all select 'origin', counted_of.origin_country
        union all select 'labels', counted_of.label_set::text
        union all select 'stock', counted_of.in_stock::text
        union all select 'value', unnest(counted_of.terms)
        union all select 'price ' || price.key, price_step(price.value::bigint)::text
                  from jsonb_each_text(counted_of.prices) price
    ) said (facet, value)
    where path.code = counted_of.category_code
$$;

-- What each combination of certificates covers these products; each combination is written down once.
create function label_sets_of(wanted text[]) returns table (product_id text, refs int[], lightest_grams bigint)
language sql stable set enable_nestloop = off
as $$
    with of_it as materialized (
        select p.id, p.producer_id, path.path
        from product p join category_path path on path.code = p.category_code
        where p.id = any(wanted)
    ), standing as materialized (
        select maker.producer_id, c.ref, c.products, c.categories, c.quantity_grams
        from (select distinct of_it.producer_id from of_it) maker
        join certificate_standing c on c.producers @> array[maker.producer_id]
    )
    select of_it.id, coalesce(array_agg(s.ref order by s.ref) filter (where s.ref is not null), '{}'),
           -- Nothing of a product without a variant can be sold with a claim that has a quantity.
           case when bool_or(s.quantity_grams is not null)
               then coalesce(lightest_grams(of_it.id), 9223372036854775807) else 0 end
    from of_it
    left join standing s on s.producer_id = of_it.producer_id
        and (s.products is null or of_it.id = any(s.products))
        and (s.categories is null or s.categories && of_it.path)
    group by of_it.id
$$;

-- The day after which a rule that cuts a price is another one.
create function rules_change_at(at timestamptz) returns timestamptz
language sql stable
as $$
    select coalesce(min(change.day)::timestamp at time zone 'UTC', 'infinity')
    from (
        select unnest(array[f.valid_from, f.valid_to + 1]) from fee_schedule f
        union all select unnest(array[t.valid_from, t.valid_to + 1]) from tax_rate t
        union all select unnest(array[r.valid_from, r.valid_to + 1]) from fee_tax_rule r
    ) change (day)
    where change.day > (at at time zone 'UTC')::date
$$;

-- What is cut from the prices of a producer's goods of a class, sent within the market's country; null where a rule is
-- missing.
create function rates_of(producer text, of_class text, schedule text, at timestamptz)
returns table (tax_bps int, fee_bps int, fee_tax_bps int, dues_bps int, dues_tax_bps int, solidarity_bps int)
language sql stable
as $$
    select case when of_class = 'zero' then 0 else (
               select t.rate_bps from tax_rate t
               where t.country = here.country and t.vat_class = of_class and t.valid_from <= here.today
                 and (t.valid_to is null or t.valid_to >= here.today)
               order by t.valid_from desc limit 1) end,
           fees.market_fee_bps,
           case when fees.market_fee_bps = 0 then 0 else (
               select r.rate_bps from fee_tax_rule r
               where r.fee = 'market_fee' and r.market_country = here.country and r.tax_status = maker.tax_status
                 and r.is_domestic = (maker.country = here.country) and r.valid_from <= here.today
                 and (r.valid_to is null or r.valid_to >= here.today)
               order by r.valid_from desc limit 1) end,
           case when dues.are_due then fees.dues_bps else 0 end,
           case when not dues.are_due or fees.dues_bps = 0 then 0 else (
               select r.rate_bps from fee_tax_rule r
               where r.fee = 'federation_dues' and r.market_country = here.country and r.tax_status = maker.tax_status
                 and r.is_domestic = (maker.country = here.country) and r.valid_from <= here.today
                 and (r.valid_to is null or r.valid_to >= here.today)
               order by r.valid_from desc limit 1) end,
           fees.solidarity_bps
    from (select (at at time zone 'UTC')::date as today, here.country from market_here here) here
    join organisation maker on maker.id = producer
    cross join lateral (
        select f.* from fee_schedule f
        where f.code = schedule and f.valid_from <= here.today and (f.valid_to is null or f.valid_to >= here.today)
        order by f.valid_from desc limit 1
    ) fees
    cross join lateral (
        select exists (
            select from network_membership n join organisation o on o.id = n.network_id and o.kind = 'federation'
            where n.member_id = producer and n.accepted_at <= at and (n.ended_at is null or n.ended_at > at)) as are_due
    ) dues
$$;

-- What follows is planned once in a session, for a few products however many there are: each step looks up what it needs
-- by its index, also in a table that was empty when the session began. `offset 0` and aggregates hold the planner to it
-- where it would else read the whole table, which it believes to be empty still.

-- The least that these products cost now, written down again; and how much of it the producer and the premium get, in
-- basis points, before anything is put in to reach a minimum price: as `market/pricing/rules.py` cuts it.
create function refresh_prices(wanted text[]) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set enable_nestloop = on set enable_seqscan = off
as $$
declare
    next_rules timestamptz := rules_change_at(now());
begin
    with maker as materialized (
        select p.id as product_id, p.producer_id from product p where p.id = any(wanted)
    ), seasonal as materialized (
        select w.product_id, next_window_edge(w.product_id, now()) as edge
        from product_window w where w.product_id = any(wanted) group by w.product_id
    ), offer as materialized (
        select v.product_id, c.currency, min(c.amount_minor) filter (where c.valid_from <= now()) as least_minor,
               least(next_rules, (select s.edge from seasonal s where s.product_id = v.product_id),
                     min(case when c.valid_from > now() then c.valid_from
                                          else coalesce(c.valid_to, 'infinity') end)) as until,
               (array_agg(v.vat_class order by c.amount_minor, v.position, v.id)
                   filter (where c.valid_from <= now()))[1] as vat_class,
               (array_agg(c.premium_minor order by c.amount_minor, v.position, v.id)
                   filter (where c.valid_from <= now()))[1] as premium_minor
        from variant v
        cross join lateral (
            select * from price c where c.variant_id = v.id and (c.valid_to is null or c.valid_to > now()) offset 0
        ) c
        where v.product_id = any(wanted) and v.archived_at is null
        group by v.product_id, c.currency
    ), edges as (
        insert into catalogue_edge
        select distinct o.until from offer o where isfinite(o.until) order by o.until
        on conflict do nothing
    ), rates as materialized (
        select goods.producer_id, goods.vat_class, r.*
        from (select distinct m.producer_id, o.vat_class from offer o join maker m using (product_id)) goods
        left join lateral rates_of(goods.producer_id, goods.vat_class, 'standard', now()) r on true
    ), gone as (
        delete from shelf_price s
        where s.product_id = any(wanted)
          and not exists (select from offer o where o.product_id = s.product_id and o.currency = s.currency)
    )
    insert into shelf_price (product_id, currency, least_minor, share_bps, until)
    select o.product_id, o.currency, o.least_minor,
           floor(10000.0 * (goods.minor - cut.fee - floor(cut.fee * r.fee_tax_bps / 10000.0 + 0.5)
                     - cut.dues - floor(cut.dues * r.dues_tax_bps / 10000.0 + 0.5)
                     - floor(goods.minor * r.solidarity_bps / 10000.0 + 0.5) + o.premium_minor) / o.least_minor)::int, o.until
    from offer o
    join maker m using (product_id)
    left join rates r on r.producer_id = m.producer_id and r.vat_class = o.vat_class
    cross join lateral (
        select o.least_minor - floor(o.least_minor * r.tax_bps / (10000.0 + r.tax_bps) + 0.5) - o.premium_minor as minor
        offset 0
    ) goods
    cross join lateral (
        select floor(goods.minor * r.fee_bps / 10000.0 + 0.5) as fee,
               floor(goods.minor * r.dues_bps / 10000.0 + 0.5) as dues
        offset 0
    ) cut
    order by o.product_id, o.currency
    on conflict (product_id, currency) do update
    set least_minor = excluded.least_minor, share_bps = excluded.share_bps, until = excluded.until
    where (shelf_price.least_minor, shelf_price.share_bps, shelf_price.until)
        is distinct from (excluded.least_minor, excluded.share_bps, excluded.until);
end
$$;

-- One after the other for each producer: else a certificate that is verified meanwhile would miss a product that is being
-- written, and the product the certificate.
create function lock_shelf(producers text[]) returns void
language sql
as $$
    select pg_advisory_xact_lock(hashtextextended('shelf ' || maker, 0))
    from (select distinct maker from unnest(producers) maker order by 1) sorted
$$;

-- Wait for whoever is writing these rows. What is read by the next statement is as they left it: also what is in stock,
-- which orders write without the lock above.
create function lock_rows(products text[]) returns void
language plpgsql
as $$
begin
    perform from shelf s where s.product_id = any(products) order by s.product_id for no key update;
end
$$;

-- Whoever writes many products in one transaction may shelve them itself, once, at its end: it says so first
-- (`shelve_later`), and names all of them then (`shelve_now`); meanwhile the triggers let it (`is_shelved_later`). Nothing
-- of it outlives the transaction.
create function shelve_later() returns void
language sql
as $$
    select set_config('solifair.shelving', 'later', true)
$$;

create function is_shelved_later() returns boolean
language sql stable
return coalesce(current_setting('solifair.shelving', true), '') = 'later';

create function shelve_now(written text[]) returns void
language plpgsql
as $$
begin
    perform set_config('solifair.shelving', '', true);
    perform refresh_shelf(written, true);
end
$$;

-- Rows of the shelf as they must be; their words only where these are new.
create function refresh_shelf(wanted text[], has_new_words boolean) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set enable_nestloop = on set enable_seqscan = off
as $$
declare
    out_of_season text[];
begin
    if cardinality(wanted) = 0 or is_shelved_later() then
        return;
    end if;
    perform lock_shelf(array(select p.producer_id from product p where p.id = any(wanted)));
    perform lock_rows(wanted);
    out_of_season := array(
        select distinct w.product_id from product_window w
        where w.product_id = any(wanted) and not is_orderable(w.product_id, (now() at time zone 'UTC')::date));
    insert into label_set (refs, lightest_grams)
    select distinct l.refs, l.lightest_grams from label_sets_of(wanted) l order by 1, 2
    on conflict do nothing;
    perform refresh_prices(wanted);
    insert into shelf (product_id, is_shown, in_stock, label_set, popularity, published_at, producer_id, category_code,
                       origin_country, terms, prices, title, words)
    select p.id,
           p.state = 'published'
               and (select o.archived_at is null from organisation o where o.id = p.producer_id),
           coalesce((select bool_or(c.on_hand > c.reserved) from variant v join stock c on c.variant_id = v.id
                     where v.product_id = p.id and v.archived_at is null), false)
               and p.id <> all (out_of_season),
           label_set.id, p.popularity, p.published_at, p.producer_id, p.category_code, p.origin_country,
           array(select distinct above.code
                 from product_value pv cross join lateral term_above(pv.term_code) above
                 where pv.product_id = p.id order by 1),
           coalesce((select jsonb_object_agg(c.currency, c.least_minor) from shelf_price c
                     where c.product_id = p.id and c.least_minor is not null), '{}'),
           said.title, said.words
    from product p
    join label_sets_of(wanted) l on l.product_id = p.id
    join label_set on label_set.refs = l.refs and label_set.lightest_grams = l.lightest_grams
    left join lateral (
        select s.product_id, s.title, s.words from shelf s where s.product_id = p.id offset 0
    ) old on true
    left join lateral (
        select old.title, old.words where old.product_id is not null and not has_new_words
        union all
        select own.title, strip(own.title || own.texts || coalesce(country.words, ''))
        from (
            select said.title || coalesce(maker.words, '') || coalesce(place.words, '') as title, said.texts
            from own_documents(p.id, p.language, p.name, p.short_line, p.description, p.origin_region) said
            left join shared_words maker on maker.kind = 'producer' and maker.code = p.producer_id
            left join shared_words place on place.kind = 'category' and place.code = p.category_code
            offset 0
        ) own
        left join shared_words country on country.kind = 'country' and country.code = p.origin_country
        where old.product_id is null or has_new_words
    ) said on true
    where p.id = any(wanted)
    order by p.id
    on conflict (product_id) do update
    set is_shown = excluded.is_shown, in_stock = excluded.in_stock, label_set = excluded.label_set,
        popularity = excluded.popularity, published_at = excluded.published_at, producer_id = excluded.producer_id,
        category_code = excluded.category_code, origin_country = excluded.origin_country, terms = excluded.terms,
        prices = excluded.prices, title = excluded.title, words = excluded.words
    where (shelf.is_shown, shelf.in_stock, shelf.label_set, shelf.popularity, shelf.published_at, shelf.producer_id,
           shelf.category_code, shelf.origin_country, shelf.terms, shelf.prices, shelf.title, shelf.words)
        is distinct from
          (excluded.is_shown, excluded.in_stock, excluded.label_set, excluded.popularity, excluded.published_at,
           excluded.producer_id, excluded.category_code, excluded.origin_country, excluded.terms, excluded.prices,
           excluded.title, excluded.words);
end
$$;

-- Certificates' standing as it must be; answers the producers for whom a scope changed.
create function write_standing(wanted text[]) returns text[]
language sql
as $$
    with before as materialized (
        select c.* from certificate_standing c where c.certificate_id = any(wanted) order by c.certificate_id for update
    ), fresh as materialized (
        select c.* from standing_of_certificate c where c.certificate_id = any(wanted)
    ), edges as (
        insert into catalogue_edge
        select distinct edge from fresh, unnest(array[fresh.starts_at, fresh.ends_at]) edge
        where isfinite(edge) order by edge
        on conflict do nothing
    ), gone as (
        delete from certificate_standing c
        where c.certificate_id = any(wanted)
          and not exists (select from fresh f where f.certificate_id = c.certificate_id)
    ), kept as (
        insert into certificate_standing (certificate_id, scheme_id, starts_at, ends_at, valid_to, quantity_grams,
                                          covers, producers, products, categories)
        select certificate_id, scheme_id, starts_at, ends_at, valid_to, quantity_grams, covers, producers, products,
               categories
        from fresh
        order by certificate_id
        on conflict (certificate_id) do update
        set scheme_id = excluded.scheme_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
            valid_to = excluded.valid_to, quantity_grams = excluded.quantity_grams, covers = excluded.covers,
            producers = excluded.producers, products = excluded.products, categories = excluded.categories
        where (certificate_standing.scheme_id, certificate_standing.starts_at, certificate_standing.ends_at,
               certificate_standing.valid_to, certificate_standing.quantity_grams, certificate_standing.covers,
               certificate_standing.producers, certificate_standing.products, certificate_standing.categories)
            is distinct from
              (excluded.scheme_id, excluded.starts_at, excluded.ends_at, excluded.valid_to, excluded.quantity_grams,
               excluded.covers, excluded.producers, excluded.products, excluded.categories)
    )
    select array_agg(distinct maker.id)
    from before full join fresh using (certificate_id)
    cross join lateral unnest(before.producers || fresh.producers) maker (id)
    where (before.producers, before.products, before.categories, before.quantity_grams is null)
        is distinct from (fresh.producers, fresh.products, fresh.categories, fresh.quantity_grams is null)
$$;

-- The same, and the rows of the shelf of these producers' products.
create function refresh_standing(wanted text[]) returns void
language plpgsql
as $$
declare
    touched text[] := case when cardinality(wanted) > 0 then write_standing(wanted) end;
begin
    if touched is not null then
        perform lock_shelf(touched);
        perform refresh_shelf(array(select p.id from product p where p.producer_id = any(touched)), false);
    end if;
end
$$;

-- Everything anew: after a restore, or rows that were written past the triggers. Counted once, at the end.
create function rebuild_shelf() returns void
language plpgsql
as $$
declare
    chunk text[];
begin
    lock table shelf, shelf_count, shelf_price, certificate_standing in share row exclusive mode;
    perform refresh_shared_words('producer', array(select id from organisation where kind = 'producer'));
    perform refresh_shared_words('category', array(select code from category));
    perform refresh_shared_words('country', array(select code from country));
    perform write_standing(array(select id from certificate));
    perform set_config('solifair.counting', 'later', true);
    for chunk in
        select array_agg(numbered.id order by numbered.id)
        from (select p.id, row_number() over (order by p.producer_id, p.id) as number from product p) numbered
        group by numbered.number / 2000
    loop
        perform refresh_shelf(chunk, true);
    end loop;
    perform set_config('solifair.counting', '', true);
    delete from shelf_count;
    insert into shelf_count (category_code, facet, value, n, is_folded)
    select counted.category_code, counted.facet, counted.value, count(*), true
    from shelf s
    cross join lateral counted_of(s.producer_id, s.category_code, s.origin_country, s.label_set, s.in_stock, s.terms,
                                  s.prices) counted
    where s.is_shown
    group by 1, 2, 3;
    delete from shelf_term;
    insert into shelf_term (category_code, term, popularity, product_id)
    select t.category_code, t.term, t.popularity, t.product_id from shelf_term_of_product t order by 1, 2, 3, 4;
    insert into catalogue_change values (1);
end
$$;

-- What the clock and many writers leave behind: prices and windows that began or ended, sums in many rows, moments that
-- are long over.
create function tend_shelf() returns void
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
