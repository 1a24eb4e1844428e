drop table fund_placement;
drop table money_place;
drop table fund_screen;
-- What the schema before does not know.
alter table payable_reduction disable trigger append_only;
delete from payable_reduction where repayment_id is not null;
alter table payable_reduction enable trigger append_only;
alter table payable_reduction
    drop constraint ck_payable_reduction_has_one_cause,
    drop column repayment_id,
    add constraint ck_payable_reduction_has_one_cause check ((refund_id is null) <> (remainder_item_id is null));
drop table prefinance_repayment;
drop table prefinance_voice;
drop table prefinance;
drop table prefinance_terms;

select forbid_words('journal', 'ck_journal_kind_known', array[
    'fund_placed', 'prefinance_granted', 'prefinance_repaid', 'prefinance_interest', 'prefinance_written_off']);
