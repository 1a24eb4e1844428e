drop table task_failure;
drop table task_tally;
