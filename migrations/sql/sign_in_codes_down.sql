drop table sign_in_code;
delete from outbox where task = 'make_sign_in_code';
select forbid_words('outbox', 'ck_outbox_task_known', array['make_sign_in_code']);
