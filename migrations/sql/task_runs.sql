create table task_tally (
    task text not null,
    on_date date not null,
    runs bigint not null,
    failures bigint not null,
    longest_ms bigint not null,
    last_started_at timestamptz not null,
    last_finished_at timestamptz not null,
    last_failed_at timestamptz,
    constraint pk_task_tally primary key (task, on_date),
    constraint ck_task_tally_counts_sane check (runs > 0 and failures between 0 and runs and longest_ms >= 0)
);

create table task_failure (
    id text collate "C" not null constraint pk_task_failure primary key,
    task text not null,
    arguments jsonb not null,
    key text not null,
    error text not null,
    times integer not null constraint ck_task_failure_times_positive check (times > 0),
    first_at timestamptz not null,
    last_at timestamptz not null,
    asked_again_at timestamptz,
    settled_at timestamptz
);
create unique index uq_task_failure_open on task_failure (key) where settled_at is null;

select grant_app_role();
