drop function is_families_shown(organisation, timestamptz);
delete from consent where subject = 'families_total';
select forbid_words('consent', 'ck_consent_subject_known', array['families_total']);
alter table organisation drop column families_total, drop column families_on;
