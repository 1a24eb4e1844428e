-- Whoever writes what a list shows, writes the shelf. Each trigger reads what its statement changed as one set. Sets have
-- no statistics and may be large: they are joined by hashing (`enable_nestloop = off`), never row by row.

create function count_rows() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    if current_setting('solifair.counting', true) = 'later' then
        return null;
    end if;
    insert into shelf_count (category_code, facet, value, n)
    select counted.category_code, counted.facet, counted.value,
           case tg_op when 'INSERT' then count(*) else -count(*) end
    from changed s
    cross join lateral counted_of(s.producer_id, s.category_code, s.origin_country, s.label_set, s.in_stock, s.terms,
                                  s.prices) counted
    where s.is_shown
    group by 1, 2, 3;
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger count_added after insert on shelf referencing new table as changed
    for each statement execute function count_rows();
create trigger count_removed after delete on shelf referencing old table as changed
    for each statement execute function count_rows();

create function count_changed() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    if current_setting('solifair.counting', true) = 'later' then
        return null;
    end if;
    insert into shelf_count (category_code, facet, value, n)
    select counted.category_code, counted.facet, counted.value, sum(either.sign)
    from removed o
    join added n on n.product_id = o.product_id
    cross join lateral (values
        (-1, o.is_shown, o.producer_id, o.category_code, o.origin_country, o.label_set, o.in_stock, o.terms, o.prices),
        (1, n.is_shown, n.producer_id, n.category_code, n.origin_country, n.label_set, n.in_stock, n.terms, n.prices)
    ) either (sign, is_shown, producer_id, category_code, origin_country, label_set, in_stock, terms, prices)
    cross join lateral counted_of(either.producer_id, either.category_code, either.origin_country, either.label_set,
                                  either.in_stock, either.terms, either.prices) counted
    where either.is_shown
      and (o.is_shown, o.producer_id, o.category_code, o.origin_country, o.label_set, o.in_stock, o.terms, o.prices)
          is distinct from
          (n.is_shown, n.producer_id, n.category_code, n.origin_country, n.label_set, n.in_stock, n.terms, n.prices)
    group by 1, 2, 3
    having sum(either.sign) <> 0;
    insert into catalogue_change select 1 where exists (select from added);
    return null;
end $$;
create trigger count_changed after update on shelf referencing old table as removed new table as added
    for each statement execute function count_changed();

create function shelve_products() returns trigger language plpgsql as $$
begin
    perform refresh_shelf(array(select id from changed), true);
    return null;
end $$;
create trigger shelve_added after insert on product referencing new table as changed
    for each statement execute function shelve_products();

create function reshelve_products() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    perform refresh_shelf(array(
        select n.id from before o join changed n on n.id = o.id
        where (o.name, o.short_line, o.description, o.language, o.producer_id, o.category_code, o.origin_country,
               o.origin_region)
            is distinct from (n.name, n.short_line, n.description, n.language, n.producer_id, n.category_code,
               n.origin_country, n.origin_region)), true);
    perform refresh_shelf(array(
        select n.id from before o join changed n on n.id = o.id
        where (o.name, o.short_line, o.description, o.language, o.producer_id, o.category_code, o.origin_country,
               o.origin_region)
            is not distinct from (n.name, n.short_line, n.description, n.language, n.producer_id, n.category_code,
               n.origin_country, n.origin_region)
          and (o.state, o.popularity, o.published_at) is distinct from (n.state, n.popularity, n.published_at)), false);
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger shelve_changed after update on product referencing old table as before new table as changed
    for each statement execute function reshelve_products();

create function shelve_of_variants() returns trigger language plpgsql as $$
begin
    perform refresh_shelf(array(select distinct product_id from changed), false);
    return null;
end $$;
create trigger shelve_added after insert on variant referencing new table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_changed after update on variant referencing new table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_removed after delete on variant referencing old table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_added after insert on product_value referencing new table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_removed after delete on product_value referencing old table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_added after insert on product_window referencing new table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_changed after update on product_window referencing new table as changed
    for each statement execute function shelve_of_variants();
create trigger shelve_removed after delete on product_window referencing old table as changed
    for each statement execute function shelve_of_variants();

create function shelve_of_prices() returns trigger language plpgsql as $$
begin
    if is_shelved_later() then
        return null;
    end if;
    perform refresh_shelf(array(
        select distinct v.product_id from changed c join variant v on v.id = c.variant_id), false);
    return null;
end $$;
create trigger shelve_added after insert on price referencing new table as changed
    for each statement execute function shelve_of_prices();
create trigger shelve_changed after update on price referencing new table as changed
    for each statement execute function shelve_of_prices();
create trigger shelve_removed after delete on price referencing old table as changed
    for each statement execute function shelve_of_prices();
create trigger shelve_added after insert on stock referencing new table as changed
    for each statement execute function shelve_of_prices();
create trigger shelve_removed after delete on stock referencing old table as changed
    for each statement execute function shelve_of_prices();

-- Every order writes stock: only what sells out or comes back is shelved, and in the order of the products, so that two
-- orders cannot wait for each other.
create function shelve_of_stock() returns trigger language plpgsql as $$
declare
    flipped text[] := array(
        select either.variant_id
        from (
            select o.variant_id, o.on_hand > o.reserved as has_some from before o
            union all
            select n.variant_id, n.on_hand > n.reserved from changed n
        ) either
        group by either.variant_id
        having bool_or(either.has_some) and not bool_and(either.has_some));
    touched text[];
begin
    if cardinality(flipped) > 0 then
        touched := array(select distinct v.product_id from variant v where v.id = any(flipped));
        perform lock_rows(touched);
        update shelf s
        set in_stock = left_over.is_some
        from unnest(touched) sold (product_id)
        cross join lateral (
            select coalesce(bool_or(c.on_hand > c.reserved), false)
                   and is_orderable(sold.product_id, (now() at time zone 'UTC')::date) as is_some
            from variant v join stock c on c.variant_id = v.id
            where v.product_id = sold.product_id and v.archived_at is null
        ) left_over
        where s.product_id = sold.product_id and s.in_stock <> left_over.is_some;
        -- A card tells whether there is any at its price.
        insert into catalogue_change values (1);
    end if;
    return null;
end $$;
create trigger shelve_changed after update on stock referencing old table as before new table as changed
    for each statement execute function shelve_of_stock();

drop trigger translation_added on translation;
drop trigger translation_changed on translation;
drop trigger translation_removed on translation;
drop function refresh_search_of_translated();
create function shelve_of_translations() returns trigger language plpgsql as $$
begin
    perform refresh_shelf(array(
        select distinct c.entity_id from changed c where starts_with(c.entity_id, 'prod_')), true);
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger shelve_added after insert on translation referencing new table as changed
    for each statement execute function shelve_of_translations();
create trigger shelve_changed after update on translation referencing new table as changed
    for each statement execute function shelve_of_translations();
create trigger shelve_removed after delete on translation referencing old table as changed
    for each statement execute function shelve_of_translations();

drop trigger organisation_renamed on organisation;
drop function refresh_search_of_producer();
create function shelve_of_organisations() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    perform refresh_shared_words('producer', array(
        select c.id from changed c left join before o on o.id = c.id
        where c.kind = 'producer' and o.name is distinct from c.name));
    perform refresh_shelf(array(
        select p.id from changed c join before o on o.id = c.id join product p on p.producer_id = c.id
        where o.name <> c.name), true);
    -- How its prices are cut depends on where it is and what it is for the tax; of one that is closed nothing is shown.
    perform refresh_shelf(array(
        select p.id from changed c join before o on o.id = c.id join product p on p.producer_id = c.id
        where (o.country, o.tax_status, o.archived_at is null)
            is distinct from (c.country, c.tax_status, c.archived_at is null)), false);
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger shelve_changed after update on organisation referencing old table as before new table as changed
    for each statement execute function shelve_of_organisations();
create function know_organisations() returns trigger language plpgsql as $$
begin
    perform refresh_shared_words('producer', array(select id from changed where kind = 'producer'));
    return null;
end $$;
create trigger shelve_added after insert on organisation referencing new table as changed
    for each statement execute function know_organisations();

drop trigger category_relabelled on category;
drop function refresh_search_of_category();
create function know_categories() returns trigger language plpgsql as $$
begin
    perform refresh_shared_words('category', array(select code from changed));
    insert into catalogue_change values (1);
    return null;
end $$;
create trigger shelve_added after insert on category referencing new table as changed
    for each statement execute function know_categories();

-- Where a category moves, its products are counted under others: all is counted anew. A new name is only found.
create function reshelve_categories() returns trigger language plpgsql as $$
declare
    renamed text[] := array(
        select n.code from changed n join before o on o.code = n.code where o.labels is distinct from n.labels);
begin
    perform refresh_shared_words('category', array(select code from category_below(array(select code from changed))));
    if exists (select from before o join changed n on n.code = o.code where o.parent_code is distinct from n.parent_code)
    then
        perform rebuild_shelf();
    else
        perform refresh_shelf(array(
            select p.id from product p
            where p.category_code in (select code from category_below(renamed))), true);
    end if;
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger shelve_changed after update on category referencing old table as before new table as changed
    for each statement execute function reshelve_categories();

create function shelve_of_terms() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    perform refresh_shelf(array(
        select pv.product_id from product_value pv
        where pv.term_code in (select code from term_below(array(
            select n.code from before o join changed n on n.code = o.code
            where o.parent_code is distinct from n.parent_code)))), false);
    insert into catalogue_change values (1);
    return null;
end $$;
create trigger shelve_changed after update on term referencing old table as before new table as changed
    for each statement execute function shelve_of_terms();

create function stand_certificates() returns trigger language plpgsql as $$
begin
    perform refresh_standing(array(select id from changed));
    return null;
end $$;
create trigger stand_added after insert on certificate referencing new table as changed
    for each statement execute function stand_certificates();
create trigger stand_changed after update on certificate referencing new table as changed
    for each statement execute function stand_certificates();

create function stand_of_certificates() returns trigger language plpgsql as $$
begin
    perform refresh_standing(array(select distinct certificate_id from changed));
    return null;
end $$;
create trigger stand_added after insert on verification referencing new table as changed
    for each statement execute function stand_of_certificates();
create trigger stand_added after insert on certificate_subject referencing new table as changed
    for each statement execute function stand_of_certificates();
create trigger stand_changed after update on certificate_subject referencing new table as changed
    for each statement execute function stand_of_certificates();
create trigger stand_removed after delete on certificate_subject referencing old table as changed
    for each statement execute function stand_of_certificates();

create function stand_of_mandates() returns trigger language plpgsql as $$
begin
    perform refresh_standing(array(
        select distinct v.certificate_id from verification v join changed m on m.id = v.mandate_id));
    return null;
end $$;
create trigger stand_changed after update on mandate referencing new table as changed
    for each statement execute function stand_of_mandates();

create function stand_of_schemes() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    perform refresh_standing(array(
        select c.id from certificate c join changed n on n.id = c.scheme_id join before o on o.id = n.id
        where (o.timezone, o.grace_days, o.certifies) is distinct from (n.timezone, n.grace_days, n.certifies)));
    insert into catalogue_change values (1);
    return null;
end $$;
create trigger stand_changed after update on scheme referencing old table as before new table as changed
    for each statement execute function stand_of_schemes();

create function stand_of_members() returns trigger language plpgsql as $$
begin
    perform refresh_standing(array(
        select distinct s.certificate_id
        from changed m
        join certificate_subject s on s.kind = 'organisation' and s.ref = m.member_id
        join certificate c on c.id = s.certificate_id and c.holder_id = m.network_id));
    -- Members of a federation pay dues out of their prices.
    perform refresh_shelf(array(select p.id from changed m join product p on p.producer_id = m.member_id), false);
    return null;
end $$;
create trigger stand_added after insert on network_membership referencing new table as changed
    for each statement execute function stand_of_members();
create trigger stand_changed after update on network_membership referencing new table as changed
    for each statement execute function stand_of_members();
create trigger stand_removed after delete on network_membership referencing old table as changed
    for each statement execute function stand_of_members();

create function note_standing() returns trigger language plpgsql as $$
begin
    insert into catalogue_change select 1 where exists (select from changed);
    return null;
end $$;
create trigger note_added after insert on certificate_standing referencing new table as changed
    for each statement execute function note_standing();
create trigger note_changed after update on certificate_standing referencing new table as changed
    for each statement execute function note_standing();
create trigger note_removed after delete on certificate_standing referencing old table as changed
    for each statement execute function note_standing();
-- How much of a quantity is used up may end a claim.
create trigger note_added after insert on claim_balance referencing new table as changed
    for each statement execute function note_standing();
create trigger note_changed after update on claim_balance referencing new table as changed
    for each statement execute function note_standing();

-- Another rule cuts every price anew: the job that tends the shelf reckons them.
create function due_at_new_rules() returns trigger language plpgsql as $$
begin
    update shelf_price set until = now() where until > now();
    insert into catalogue_change values (1);
    return null;
end $$;
create trigger shelve_rules after insert or update or delete on fee_schedule
    for each statement execute function due_at_new_rules();
create trigger shelve_rules after insert or update or delete on tax_rate
    for each statement execute function due_at_new_rules();
create trigger shelve_rules after insert or update or delete on fee_tax_rule
    for each statement execute function due_at_new_rules();
