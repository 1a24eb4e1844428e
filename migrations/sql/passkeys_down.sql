alter table sign_in_session drop column passkey_id;
drop table passkey_challenge;
drop table passkey;
delete from mail where kind in ('passkey_added', 'passkey_removed');
select forbid_words('mail', 'ck_mail_kind_known', array['passkey_added', 'passkey_removed']);
