-- Processes hold in memory what lists are counted by. A product's number is its place there, given once; `shelf_written`
-- is what they follow: which rows of the shelf were written, changed or taken away, and by which transaction.
create sequence shelf_number as int;
alter table shelf add column number int not null default nextval('shelf_number');
alter table shelf alter column number drop default;
alter table shelf add constraint uq_shelf_number unique (number);
alter sequence shelf_number owned by shelf.number;

-- Rows are written again and again by `insert … on conflict`, and a default would use up a number each time.
create function number_on_shelf() returns trigger language plpgsql as $$
begin
    new.number := coalesce(
        (select s.number from shelf s where s.product_id = new.product_id), nextval('shelf_number'));
    return new;
end $$;
create trigger number_on_shelf before insert on shelf for each row execute function number_on_shelf();

-- Rows are only added, and those of more than a day are deleted by a job. `has_new_words` is whether it can be found by
-- other words than before.
create table shelf_written (
    written bigint not null,
    number int not null,
    has_new_words boolean not null,
    written_at timestamptz not null
);
create index ix_shelf_written on shelf_written (written);
create index ix_shelf_written_at on shelf_written (written_at);

create function note_written() returns trigger language plpgsql as $$
begin
    insert into shelf_written (written, number, has_new_words, written_at)
    select pg_current_xact_id()::text::bigint, changed.number, true, clock_timestamp() from changed;
    return null;
end $$;
create trigger note_added after insert on shelf referencing new table as changed
    for each statement execute function note_written();
create trigger note_removed after delete on shelf referencing old table as changed
    for each statement execute function note_written();

create function note_rewritten() returns trigger language plpgsql set enable_nestloop = off as $$
begin
    insert into shelf_written (written, number, has_new_words, written_at)
    select pg_current_xact_id()::text::bigint, n.number,
           (o.is_shown, o.title, o.words) is distinct from (n.is_shown, n.title, n.words), clock_timestamp()
    from before o join changed n on n.number = o.number;
    return null;
end $$;
create trigger note_changed after update on shelf referencing old table as before new table as changed
    for each statement execute function note_rewritten();
