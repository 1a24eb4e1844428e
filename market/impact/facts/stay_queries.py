"""SQL of whose facts are asked for, and of which days."""

# One row for each organisation: of `:organisation_ids`, else of all; with `:network_id`, the days on which it belonged.
STAYS = """
    select id as member_id, datemultirange(daterange(cast(:start as date), cast(:end as date))) as days
    from organisation
    where cast(:network_id as text) is null
      and (cast(:organisation_ids as text[]) is null or id = any(cast(:organisation_ids as text[])))
    union all
    select member_id, days * datemultirange(daterange(cast(:start as date), cast(:end as date)))
    from network_days(:network_id)
    where cast(:organisation_ids as text[]) is null or member_id = any(cast(:organisation_ids as text[]))
"""

# Whether the organisation of a fact `f` belonged to `:network_id`, if one is named: on the fact's day, or on that of
# the sale `p` that it takes something back of.
_BELONGED = """
    (cast(:network_id as text) is null
     or exists (select from network_days(:network_id) n where n.member_id = f.organisation_id and n.days @> {day}))
"""
BELONGED_THEN = _BELONGED.format(day="f.booked_on")
BELONGED_WHEN_SOLD = _BELONGED.format(day="p.booked_on")
