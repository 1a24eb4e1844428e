create table fee_change (
    id text collate "C" not null constraint pk_fee_change primary key,
    code text not null,
    market_fee_bps integer not null,
    dues_bps integer not null,
    solidarity_bps integer not null,
    valid_from date not null,
    reason text not null,
    proposed_by text collate "C" not null constraint fk_fee_change_proposed_by references person (id),
    proposed_at timestamptz not null,
    announced_by text collate "C" constraint fk_fee_change_announced_by references person (id),
    announced_at timestamptz,
    schedule_id text collate "C",
    withdrawn_by text collate "C" constraint fk_fee_change_withdrawn_by references person (id),
    withdrawn_at timestamptz,
    constraint ck_fee_change_bps_sane check (
        least(market_fee_bps, dues_bps, solidarity_bps) >= 0
        and market_fee_bps + dues_bps + solidarity_bps <= 5000),
    constraint ck_fee_change_reason_given check (length(btrim(reason)) >= 10),
    constraint ck_fee_change_announced_whole check (num_nonnulls(announced_at, announced_by, schedule_id) in (0, 3)),
    constraint ck_fee_change_withdrawn_whole check (num_nonnulls(withdrawn_at, withdrawn_by) in (0, 2)),
    -- Regulation (EU) 2019/1150, article 3(2).
    constraint ck_fee_change_notice_given check ((announced_at at time zone 'UTC')::date + 15 <= valid_from),
    constraint ck_fee_change_withdrawn_before check (
        (withdrawn_at at time zone 'UTC')::date < valid_from or announced_at is null)
);
create unique index uq_fee_change_schedule on fee_change (schedule_id) where schedule_id is not null;

create trigger kept before update on fee_change for each row
    execute function keep_as_written('id', 'code', 'market_fee_bps', 'dues_bps', 'solidarity_bps', 'valid_from',
                                     'reason', 'proposed_by', 'proposed_at');
select make_undeletable('fee_change');

-- What was announced, or taken back, stays so.
create function keep_fee_change() returns trigger language plpgsql as $$
begin
    if (old.announced_at is not null and (new.announced_at, new.announced_by, new.schedule_id)
            is distinct from (old.announced_at, old.announced_by, old.schedule_id))
       or (old.withdrawn_at is not null and new is distinct from old)
    then
        raise exception 'fee change % is announced or taken back', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'fee_change_is_said';
    end if;
    return new;
end $$;
create trigger said before update on fee_change for each row execute function keep_fee_change();
