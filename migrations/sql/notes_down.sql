do $$
declare
    noted record;
begin
    for noted in
        select tgname, tgrelid::regclass as on_table from pg_trigger
        where tgname in ('note_change', 'note_moments_added', 'note_moments_changed')
    loop
        execute format('drop trigger %s on %s', noted.tgname, noted.on_table);
    end loop;
end $$;

drop function note_change();
drop function note_moments();
drop function is_gender_shown(organisation, timestamptz);
