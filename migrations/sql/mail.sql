create table mail (
    id text collate "C" not null constraint pk_mail primary key,
    kind text not null,
    key text collate "C" not null constraint uq_mail_key unique,
    about text collate "C" not null,
    facts jsonb not null,
    person_id text collate "C" constraint fk_mail_person_id references person (id),
    address text not null,
    language text not null,
    subject text not null,
    text text not null,
    html text not null,
    state text not null,
    tries integer not null,
    answer text not null,
    created_at timestamptz not null default clock_timestamp(),
    next_try_at timestamptz not null,
    useless_at timestamptz,
    written_at timestamptz,
    sent_at timestamptz,
    constraint ck_mail_kind_known check (kind in (
        'receipt', 'shipped', 'paid_out', 'certificate_ends', 'label_withdrawn', 'sign_in_code')),
    constraint ck_mail_state_known check (state in ('waiting', 'sent', 'kept', 'given_up')),
    constraint ck_mail_sent_has_moment check ((state = 'sent') = (sent_at is not null)),
    constraint ck_mail_only_written_leaves check (state = 'waiting' or state = 'given_up' or written_at is not null),
    constraint ck_mail_tries_not_negative check (tries >= 0)
);
create index ix_mail_waiting on mail (next_try_at, id) where state = 'waiting';
create index ix_mail_person on mail (person_id, id desc) where person_id is not null;
create index ix_mail_about on mail (about);

create trigger steps before update of state on mail for each row when (old.state <> new.state)
    execute function keep_to_steps('waiting>sent', 'waiting>kept', 'waiting>given_up', 'kept>waiting',
                                   'given_up>waiting');

select allow_words('outbox', 'ck_outbox_task_known', array['send_mail', 'sweep_mails']);
select allow_words('alert', 'ck_alert_kind_known', array['mail_given_up']);
select grant_app_role();
