-- Whether a head count may be told by gender: while there are consents to it and to the whole, and nobody stands in a
-- group so small that they can be known.
create function is_gender_shown(of_it organisation, at timestamptz) returns boolean
language sql stable parallel safe
as $$
    select is_figure_shown(of_it.id, 'members_total', at) and is_figure_shown(of_it.id, 'members_by_gender', at)
       and not exists (
           select from unnest(array[of_it.members_women, of_it.members_men, of_it.members_unknown]) part
           where part between 1 and 4)
$$;

-- What a list or a product's page shows besides the shelf: whoever changes it says that something changed.

create function note_change() returns trigger language plpgsql as $$
begin
    insert into catalogue_change values (1);
    return null;
end $$;

do $$
declare
    shown text;
begin
    foreach shown in array array[
        'certificate', 'certificate_subject', 'verification', 'mandate', 'network_membership', 'minimum_price',
        'conversion_factor', 'exchange_rate', 'price', 'variant', 'product_value', 'product_picture',
        'product_declaration', 'product_window', 'consent', 'lot', 'solidarity_link', 'term', 'country', 'hub_grant',
        'hub_grant_product', 'hub_grant_category', 'shipping_rate', 'shipping_zone', 'fund', 'search_word']
    loop
        execute format('create trigger note_change after insert or update or delete on %I
            for each statement execute function note_change()', shown);
    end loop;
    -- A picture that is being made is written several times; what is shown of it, seldom.
    create trigger note_change after insert or delete or update of alt, state, widths, width, height, colour on media
        for each statement execute function note_change();
    -- Who is new is suggested, and sets the country where it is the market itself.
    create trigger note_change after insert on organisation
        for each statement execute function note_change();
end $$;

-- What begins or ends at a moment that was written beforehand: the columns are the trigger's arguments.
create function note_moments() returns trigger language plpgsql as $$
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

do $$
declare
    dated record;
begin
    for dated in
        select * from (values
            ('price', 'valid_from, valid_to'), ('hub_grant', 'valid_from, valid_to, accepted_at, ended_at'),
            ('network_membership', 'accepted_at, ended_at'), ('consent', 'given_at, withdrawn_at'),
            -- By the clock of whoever sold it, which may be ahead of the reader's.
            ('claim_use', 'used_at, released_at')
        ) held (name, moments)
    loop
        execute format('create trigger note_moments_added after insert on %I referencing new table as changed
            for each statement execute function note_moments(%s)', dated.name, dated.moments);
        execute format('create trigger note_moments_changed after update on %I referencing new table as changed
            for each statement execute function note_moments(%s)', dated.name, dated.moments);
    end loop;
end $$;
