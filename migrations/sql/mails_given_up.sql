-- Unknown for what was given up before.
alter table mail add column given_up_at timestamptz;
alter table mail add constraint ck_mail_only_given_up_has_its_moment check (given_up_at is null or state = 'given_up');
