-- What a certificate says of traceability stays as it was handed in, like all that it says.
create function traceability_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state not in ('draft', 'needs_info') and new.traceability is distinct from old.traceability then
        raise exception 'certificate % was submitted, what it says does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_word';
    end if;
    return new;
end $$;

create trigger traceability_is_kept before update of traceability on certificate
    for each row execute function traceability_is_kept();
