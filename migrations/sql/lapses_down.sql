update alert set kind = 'reconciliation_differs' where kind = 'urn_differs';
select forbid_words('alert', 'ck_alert_kind_known', array['urn_differs']);
alter table fund_round disable trigger fixed;
update fund_round set void_reason = 'objection_upheld' where void_reason in ('not_approved', 'urn_differs');
alter table fund_round enable trigger fixed;
alter table fund_round
    drop constraint ck_fund_round_voters_eligible,
    drop constraint ck_fund_round_ends_once,
    drop constraint ck_fund_round_void_reason_known,
    add constraint ck_fund_round_void_reason_known
        check (void_reason in ('taken_back', 'nothing_proposed', 'quorum_not_met', 'objection_upheld'));
