-- As it was.
create or replace function certificate_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if new.version < old.version then
        raise exception 'certificate % goes from version to version', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_versions';
    end if;
    if old.state in ('rejected', 'withdrawn', 'surrendered', 'superseded') and new.state <> old.state
       and not (old.state = 'rejected' and new.state = 'in_review' and exists (
           select from appeal a join verification v on v.id = a.verification_id
           where a.certificate_id = old.id and a.outcome = 'upheld' and v.decision = 'reject'
             and a.decided_by <> v.verifier_id
             and not exists (
                 select from verification later
                 where later.certificate_id = old.id and later.decision = 'reject'
                   and (later.checked_at, later.id) > (v.checked_at, v.id))))
       and not (old.state = 'withdrawn' and new.state = 'verified' and new.version > old.version and exists (
           select from decision_proposal p
           where p.certificate_id = old.id and p.decision = 'reinstate' and p.confirmed_version = new.version))
       and not (old.state = 'superseded' and new.state in ('suspended', 'withdrawn')
                and new.version > old.version and new.claim_until < old.claim_until)
    then
        raise exception 'certificate % has ended as %', old.id, old.state
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_end';
    end if;
    if new.state = 'withdrawn' and old.state <> 'withdrawn' and not (new.version > old.version and exists (
        select from decision_proposal p
        where p.certificate_id = old.id and p.decision = 'withdraw' and p.confirmed_version = new.version))
    then
        raise exception 'certificate % is withdrawn by two people', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_is_withdrawn_by_two';
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
