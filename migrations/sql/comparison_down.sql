delete from outbox where task = 'keep_comparison';
select forbid_words('outbox', 'ck_outbox_task_known', array['keep_comparison']);

drop table impact_comparison;
