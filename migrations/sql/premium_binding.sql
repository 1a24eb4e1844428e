-- What schemes ask of a premium: the use that a part of it is bound to, and how much of it may be paid out in cash.
alter table scheme
    add column premium_earmark jsonb not null default '{}',
    add column premium_cash_cap jsonb not null default '{}';
alter table scheme
    alter column premium_earmark drop default,
    alter column premium_cash_cap drop default;
