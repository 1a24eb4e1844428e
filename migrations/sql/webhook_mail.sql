select allow_words('mail', 'ck_mail_kind_known', array['webhook_disabled']);
