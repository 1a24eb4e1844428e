-- Which entry of a fund's books bore the cost of an action: the ledger says how much there was, and who got it.
alter table advocacy_action
    add column journal_id text collate "C" constraint fk_advocacy_action_journal_id references journal (id),
    add constraint ck_advocacy_action_entry_is_a_funds check (journal_id is null or fund_id is not null);
create index ix_advocacy_action_journal_id on advocacy_action (journal_id) where journal_id is not null;

-- Nothing on record is rewritten or goes: it is taken back, and stays readable.
create trigger kept before update on public_support for each row
    execute function keep_as_written('id', 'organisation_id', 'programme', 'amount_minor', 'currency', 'starts_on',
                                     'ends_on', 'source', 'created_at');
create trigger kept before update on transition_stage for each row
    execute function keep_as_written('id', 'organisation_id', 'stage', 'since_on', 'statement', 'evidence_url',
                                     'created_at');
create trigger kept before update on advocacy_action for each row
    execute function keep_as_written('id', 'organisation_id', 'campaign', 'arena', 'position', 'outcome', 'happened_on',
                                     'evidence_url', 'cost_minor', 'currency', 'fund_id', 'journal_id', 'created_at');
create trigger kept before update on commitment for each row
    execute function keep_as_written('id', 'organisation_id', 'programme', 'name', 'target', 'due_on', 'created_at');
create trigger kept before update on commitment_event for each row
    execute function keep_as_written('id', 'commitment_id', 'happened_on', 'statement', 'evidence_url', 'is_fulfilment',
                                     'created_at');
select make_undeletable(name) from unnest(array[
    'public_support', 'transition_stage', 'advocacy_action', 'commitment', 'commitment_event']) as name;
