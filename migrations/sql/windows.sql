-- When products may be ordered: their seasons, and orders ahead of delivery.
create table product_window (
    id text collate "C" not null,
    product_id text collate "C" not null,
    kind text not null,
    opens_each text,
    closes_each text,
    opens_on date,
    closes_on date,
    ships_from date,
    constraint pk_product_window primary key (id),
    constraint fk_product_window_product_id foreign key (product_id) references product (id),
    constraint ck_product_window_kind_known check (kind in ('yearly', 'dates', 'preorder')),
    constraint ck_product_window_days_fit_the_kind check (
        case when kind = 'yearly'
            then opens_each ~ '^[0-1][0-9]-[0-3][0-9]$' and closes_each ~ '^[0-1][0-9]-[0-3][0-9]$'
                and num_nulls(opens_on, closes_on, ships_from) = 3
            else num_nulls(opens_each, closes_each) = 2 and num_nulls(opens_on, closes_on) = 0
                and closes_on >= opens_on and (kind = 'preorder') = (ships_from is not null)
        end)
);
create index ix_product_window_product_id on product_window (product_id);

-- Whether a product may be ordered on this day: it has no windows, or one of them is open.
create function is_orderable(wanted text, on_day date) returns boolean
language sql stable parallel safe
return not exists (select from product_window w where w.product_id = wanted)
    or exists (
        select from product_window w
        where w.product_id = wanted
          and case
              when w.kind <> 'yearly' then on_day between w.opens_on and w.closes_on
              when w.opens_each <= w.closes_each
                  then to_char(on_day, 'MM-DD') between w.opens_each and w.closes_each
              else to_char(on_day, 'MM-DD') >= w.opens_each or to_char(on_day, 'MM-DD') <= w.closes_each
          end);

-- The next day, as a moment, on which one of a product's windows opens or has closed. The 29th of February is, in other
-- years, the day before March: a window that opens then opens on the 1st, one that closes then closes on the 28th.
create function next_window_edge(wanted text, at timestamptz) returns timestamptz
language sql stable parallel safe
return coalesce((
    select min(edge.day)
    from (select (next_window_edge.at at time zone 'UTC')::date as day) today
    cross join product_window w
    cross join lateral (
        select unnest(array[w.opens_on, w.closes_on + 1])
        union all
        select least(month.first + substr(each_year.day, 4)::int - 1 + each_year.after,
                     (month.first + interval '1 month')::date)
        from (values (w.opens_each, 0), (w.closes_each, 1)) each_year (day, after)
        cross join generate_series(0, 1) ahead
        cross join lateral (
            select make_date(extract(year from today.day)::int + ahead, substr(each_year.day, 1, 2)::int, 1)
        ) month (first)
        where each_year.day is not null
    ) edge (day)
    where w.product_id = wanted and edge.day > today.day
)::timestamp at time zone 'UTC', 'infinity');
