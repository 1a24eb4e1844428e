alter table scheme drop column premium_earmark, drop column premium_cash_cap;
