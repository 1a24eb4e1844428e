do $$
declare
    noted regclass;
begin
    for noted in select tgrelid::regclass from pg_trigger where tgname = 'note_change' loop
        execute format('drop trigger note_change on %s', noted);
    end loop;
end $$;

drop function note_change();
drop function is_gender_shown(organisation, timestamptz);
