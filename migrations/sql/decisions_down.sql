create or replace function certificate_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state in ('rejected', 'withdrawn', 'surrendered', 'superseded') and new.state <> old.state then
        raise exception 'certificate % has ended as %', old.id, old.state
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_end';
    end if;
    if old.state not in ('draft', 'needs_info')
       and (new.scheme_id, new.number, new.holder_id, new.valid_from, new.valid_to, new.statement, new.issued_by)
           is distinct from
           (old.scheme_id, old.number, old.holder_id, old.valid_from, old.valid_to, old.statement, old.issued_by)
    then
        raise exception 'certificate % was submitted, what it says does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_word';
    end if;
    return new;
end $$;

drop table register_check, certificate_message, public_alert, appeal, decision_proposal;
drop function public_alert_is_kept, appeal_is_kept, proposal_is_kept;
