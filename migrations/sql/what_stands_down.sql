alter table order_line drop constraint ck_order_line_claims_name_class;
update order_line l
set claims = (select jsonb_agg(claim - 'assurance_class' order by place)
              from jsonb_array_elements(l.claims) with ordinality c (claim, place))
where l.claims <> '[]';
drop trigger journal_corrects on journal;
drop function journal_corrects;
alter table impact_statement drop constraint uq_impact_statement_supersedes_id;
create index ix_impact_statement_supersedes_id on impact_statement (supersedes_id);
