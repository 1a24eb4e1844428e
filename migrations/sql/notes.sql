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
