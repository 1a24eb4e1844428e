-- `solifair_app` is what the service works as: it reads and writes ordinary tables, adds to append-only ones, and
-- defines nothing. It cannot log in; a deployment grants it to the login it uses.

do $$
begin
    if not exists (select from pg_roles where rolname = 'solifair_app') then
        create role solifair_app nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;  -- another database of this server was migrated just now
    when insufficient_privilege then
        raise exception 'the role solifair_app is missing and % may not create it', current_user
            using hint = 'Let an administrator run: create role solifair_app nologin';
end $$;

-- Called at the end of every migration that makes tables, functions or sequences.
create function grant_app_role() returns void language plpgsql as $$
declare
    guarded record;
begin
    grant usage on schema public to solifair_app;
    grant select, insert, update, delete on all tables in schema public to solifair_app;
    grant usage, select on all sequences in schema public to solifair_app;
    revoke all on alembic_version from solifair_app;
    grant select on alembic_version to solifair_app;
    for guarded in
        select tgrelid::regclass as name, tgname from pg_trigger where tgname in ('append_only', 'undeletable')
    loop
        execute format('revoke delete on %s from solifair_app', guarded.name);
        if guarded.tgname = 'append_only' then
            execute format('revoke update on %s from solifair_app', guarded.name);
        end if;
    end loop;
    revoke update, delete on ledger_account from solifair_app;
end $$;

revoke all on function grant_app_role() from public;
alter default privileges in schema public grant select, insert, update, delete on tables to solifair_app;
alter default privileges in schema public grant usage, select on sequences to solifair_app;
select grant_app_role();
