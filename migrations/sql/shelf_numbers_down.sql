drop trigger note_added on shelf;
drop trigger note_changed on shelf;
drop trigger note_removed on shelf;
drop function note_written();
drop function note_rewritten();
drop table shelf_written;
drop trigger number_on_shelf on shelf;
drop function number_on_shelf();
alter table shelf drop column number;
