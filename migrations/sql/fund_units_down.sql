drop trigger unit_price_kept on fund;
drop table fund_year, unit_holding, unit_notice, unit_issue;
drop function unit_notice_is_kept, unit_price_is_kept;
alter table fund drop column unit_minor;
