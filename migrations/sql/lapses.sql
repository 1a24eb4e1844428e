-- A result that nobody approved, and an urn that never added up, come to an end.
alter table fund_round
    drop constraint ck_fund_round_void_reason_known,
    add constraint ck_fund_round_void_reason_known check (void_reason in (
        'taken_back', 'nothing_proposed', 'quorum_not_met', 'objection_upheld', 'not_approved', 'urn_differs')),
    add constraint ck_fund_round_ends_once check (voided_at is null or approved_at is null);

-- Whoever voted could.
alter table fund_round disable trigger fixed;
update fund_round set eligible = voted where voted > eligible;
alter table fund_round enable trigger fixed;
alter table fund_round add constraint ck_fund_round_voters_eligible check (voted <= eligible);

select allow_words('alert', 'ck_alert_kind_known', array['urn_differs']);
