alter table order_line drop column market_minor, drop column market_price_id, drop column market_note;
drop table market_price;
