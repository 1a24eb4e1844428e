-- The products on sale with a value, place by place, in the order in which they are listed: a page of them is read off,
-- however many there are.
create table shelf_term (
    category_code text not null,
    term text not null,
    popularity int not null,
    product_id text collate "C" not null,
    constraint pk_shelf_term primary key (category_code, term, popularity, product_id)
);

-- How it must be.
create view shelf_term_of_product as
select s.category_code, held.code as term, s.popularity, s.product_id
from shelf s cross join lateral unnest(s.terms) held (code)
where s.is_shown;

create function place_terms() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if current_setting('solifair.counting', true) = 'later' then
        return null;
    end if;
    insert into shelf_term (category_code, term, popularity, product_id)
    select t.category_code, t.term, t.popularity, t.product_id
    from shelf_term_of_product t
    where t.product_id = any(array(select c.product_id from changed c))
    order by 1, 2, 3, 4;
    return null;
end $$;
create trigger place_added after insert on shelf referencing new table as changed
    for each statement execute function place_terms();

-- What goes is looked up row by row: there is far more of it than any statement changes.
create function displace_terms() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    delete from shelf_term t
    using changed s cross join lateral unnest(s.terms) held (code)
    where s.is_shown and (t.category_code, t.term, t.popularity, t.product_id)
        = (s.category_code, held.code, s.popularity, s.product_id);
    return null;
end $$;
create trigger place_removed after delete on shelf referencing old table as changed
    for each statement execute function displace_terms();

create function replace_terms() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    moved text[];
begin
    if current_setting('solifair.counting', true) = 'later' then
        return null;
    end if;
    moved := array(
        select either.product_id
        from (select product_id, is_shown, category_code, popularity, terms from removed
              union all
              select product_id, is_shown, category_code, popularity, terms from added) either
        group by either.product_id
        having count(distinct (either.is_shown, either.category_code, either.popularity, either.terms)) > 1);
    if cardinality(moved) > 0 then
        delete from shelf_term t
        using removed o cross join lateral unnest(o.terms) held (code)
        where o.product_id = any(moved) and o.is_shown and (t.category_code, t.term, t.popularity, t.product_id)
            = (o.category_code, held.code, o.popularity, o.product_id);
        insert into shelf_term (category_code, term, popularity, product_id)
        select t.category_code, t.term, t.popularity, t.product_id
        from shelf_term_of_product t
        where t.product_id = any(moved)
        order by 1, 2, 3, 4;
    end if;
    return null;
end $$;
create trigger place_changed after update on shelf referencing old table as removed new table as added
    for each statement execute function replace_terms();
