drop view organisation_purchase;
drop index ix_solidarity_link_term;
alter table solidarity_link add column due_on date, add column fulfilled_on date;
drop table commitment_event, commitment, advocacy_action, transition_stage, public_support;
alter table customer_order drop column buyer_organisation_id;
alter table cart drop column buyer_organisation_id;
drop index ix_network_membership_network_id;
drop function network_days(text);
drop function membership_days(timestamptz, timestamptz);
