-- How many producing families an organisation says stand behind it, and the day on which it said so.
alter table organisation add column families_total integer, add column families_on date;
alter table organisation add constraint ck_organisation_families_some check (families_total > 0);
alter table organisation add constraint ck_organisation_families_dated
    check ((families_total is null) = (families_on is null));

select allow_words('consent', 'ck_consent_subject_known', array['families_total']);

-- Whether it may be told: while somebody who may say so agrees, and where no family can be known by it.
create function is_families_shown(of_it organisation, at timestamptz) returns boolean
language sql stable parallel safe
as $$
    select of_it.families_total >= 5 and is_figure_shown(of_it.id, 'families_total', at)
$$;
