delete from mail where kind = 'webhook_disabled';
select forbid_words('mail', 'ck_mail_kind_known', array['webhook_disabled']);
