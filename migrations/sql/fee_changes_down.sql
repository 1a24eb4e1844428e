drop table fee_change;
drop function keep_fee_change();
