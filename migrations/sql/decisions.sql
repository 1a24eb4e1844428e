-- A proposal, an appeal and an alert keep their words, and how they ended; only the end is written, once.
create function proposal_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.outcome is not null
       or (new.id, new.certificate_id, new.federation_id, new.decision, new.method, new.reason, new.effective_at,
           new.recheck_due_on, new.proposed_by, new.proposed_at, new.lapses_at)
          is distinct from
          (old.id, old.certificate_id, old.federation_id, old.decision, old.method, old.reason, old.effective_at,
           old.recheck_due_on, old.proposed_by, old.proposed_at, old.lapses_at)
    then
        raise exception 'proposal % keeps its words, and its end', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'proposal_is_kept';
    end if;
    return new;
end $$;

create trigger proposal_is_kept before update on decision_proposal
    for each row execute function proposal_is_kept();

create function appeal_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.outcome is not null
       or (new.id, new.certificate_id, new.verification_id, new.reason, new.filed_by, new.filed_at)
          is distinct from (old.id, old.certificate_id, old.verification_id, old.reason, old.filed_by, old.filed_at)
    then
        raise exception 'appeal % keeps its words, and its end', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'appeal_is_kept';
    end if;
    return new;
end $$;

create trigger appeal_is_kept before update on appeal for each row execute function appeal_is_kept();

create function public_alert_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if (new.id, new.certificate_id, new.body, new.raised_by, new.raised_at)
       is distinct from (old.id, old.certificate_id, old.body, old.raised_by, old.raised_at)
       or (old.outcome is not null
           and (new.outcome, new.federation_id, new.moderated_by, new.moderated_at, new.public_note)
               is distinct from
               (old.outcome, old.federation_id, old.moderated_by, old.moderated_at, old.public_note))
       or old.settled_at is not null
    then
        raise exception 'alert % keeps its words, and its end', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'public_alert_is_kept';
    end if;
    return new;
end $$;

create trigger public_alert_is_kept before update on public_alert
    for each row execute function public_alert_is_kept();

select make_append_only(name) from unnest(array['certificate_message', 'register_check']) as name;
select make_undeletable(name) from unnest(array['decision_proposal', 'appeal', 'public_alert']) as name;

-- An end is an end, with two ways back: a rejection on appeal, a withdrawal when two verifiers reinstate. And nothing is
-- withdrawn by one alone: whoever writes the state, a proposal that two people agreed to stands behind it.
create or replace function certificate_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state in ('rejected', 'withdrawn', 'surrendered', 'superseded') and new.state <> old.state
       and not (old.state = 'rejected' and new.state = 'in_review' and exists (
           select from appeal a join verification v on v.id = a.verification_id
           where a.certificate_id = old.id and a.outcome = 'upheld' and v.decision = 'reject'
             and a.decided_by <> v.verifier_id))
       and not (old.state = 'withdrawn' and new.state = 'verified' and exists (
           select from decision_proposal p
           where p.certificate_id = old.id and p.decision = 'reinstate' and p.outcome = 'confirmed'))
    then
        raise exception 'certificate % has ended as %', old.id, old.state
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_end';
    end if;
    if new.state = 'withdrawn' and old.state <> 'withdrawn' and not exists (
        select from decision_proposal p
        where p.certificate_id = old.id and p.decision = 'withdraw' and p.outcome = 'confirmed')
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
