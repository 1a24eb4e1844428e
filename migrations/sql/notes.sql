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
        'certificate', 'verification', 'mandate', 'network_membership', 'minimum_price', 'conversion_factor',
        'exchange_rate', 'product_picture', 'product_declaration', 'product_window',
        'consent', 'lot', 'solidarity_link', 'term', 'country', 'hub_grant', 'hub_grant_product', 'hub_grant_category',
        'shipping_rate', 'shipping_zone']
    loop
        execute format('create trigger note_change after insert or update or delete on %I
            for each statement execute function note_change()', shown);
    end loop;
    -- A picture that is being made is written several times; what is shown of it, seldom.
    create trigger note_change after insert or delete or update of alt, state, widths, width, height on media
        for each statement execute function note_change();
end $$;
