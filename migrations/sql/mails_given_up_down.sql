alter table mail drop column given_up_at;
