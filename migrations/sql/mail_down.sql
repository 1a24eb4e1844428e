drop table mail;
delete from outbox where task in ('send_mail', 'sweep_mails');
alter table alert disable trigger undeletable;
delete from alert where kind = 'mail_given_up';
alter table alert enable trigger undeletable;
select forbid_words('outbox', 'ck_outbox_task_known', array['send_mail', 'sweep_mails']);
select forbid_words('alert', 'ck_alert_kind_known', array['mail_given_up']);
