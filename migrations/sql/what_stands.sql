-- A statement is superseded once: of two that were made at the same time, one supersedes the other.
drop index ix_impact_statement_supersedes_id;
alter table impact_statement add constraint uq_impact_statement_supersedes_id unique (supersedes_id);

-- What a correction took back is booked anew. Corrections of corrections would have to be followed to their beginning
-- by whoever reads the books.
create function journal_corrects() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if exists (select from journal j where j.id = new.reverses_id and j.reverses_id is not null) then
        raise exception 'entry % would reverse a correction', new.id
            using errcode = 'integrity_constraint_violation', constraint = 'journal_correction_stands';
    end if;
    return null;
end $$;

create trigger journal_corrects after insert on journal
    for each row when (new.reverses_id is not null) execute function journal_corrects();

-- Lines that were sold before name the class that each scheme is of now.
update order_line l
set claims = (
    select jsonb_agg(claim || jsonb_build_object('assurance_class', coalesce(s.assurance_class, 'self_declared'))
                     order by place)
    from jsonb_array_elements(l.claims) with ordinality c (claim, place)
    left join scheme s on s.code = claim ->> 'scheme'
)
where l.claims <> '[]';
alter table order_line add constraint ck_order_line_claims_name_class
    check (not jsonb_path_exists(claims, '$[*] ? (!exists(@.assurance_class))'));
