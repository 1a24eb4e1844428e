"""The statements behind labels that have ended: what covered goods on sale, and covers them no more."""

# A certificate is asked by what it covers, as `live_labels` asks; what was put on sale after its end never carried it.
# With a live certificate of the same scheme nothing has ended. `gone_at` is when it ended or, later, when that was
# decided for good: an end that reaches into the past, up to the very beginning, was not known before it was recorded.
_ENDED = """
, held as materialized (
    select c.certificate_id, c.scheme_id, c.starts_at, c.ends_at, min(w.since) as since
    from wanted w
    join label_set l on l.id = w.label_set
    join certificate_standing c on c.ref = any(l.refs)
    group by c.certificate_id
), ended as (
    select h.certificate_id, h.scheme_id, h.ends_at, greatest(h.ends_at, step.recorded_at) as gone_at,
           step.effective_at
    from held h
    join certificate c on c.id = h.certificate_id
    join scheme s on s.id = h.scheme_id
    left join lateral (
        select e.effective_at, e.recorded_at from certification_event e
        where c.claim_until <= $2::timestamptz and e.certificate_id = c.id and e.to_state = c.state
        order by e.sequence desc
        limit 1
    ) step on true
    where h.ends_at <= $2::timestamptz
      and greatest(h.ends_at, step.recorded_at) > $2::timestamptz - interval '12 months'
      and greatest(h.since, h.starts_at) < case when h.starts_at < h.ends_at then h.ends_at else step.recorded_at end
      and s.display ->> (select here.country from market_here here) is distinct from 'none'
      and not exists (
          select from held live
          where live.scheme_id = h.scheme_id and live.starts_at <= $2::timestamptz and live.ends_at > $2::timestamptz)
), newest as (
    select distinct on (scheme_id) * from ended order by scheme_id, gone_at desc, certificate_id desc
)
select coalesce((
    select json_agg(json_build_object(
        'scheme', json_build_object('code', s.code, 'name', s.name, 'owner', s.owner),
        'certificate_id', c.id, 'number', c.number, 'valid_until', c.valid_to, 'timezone', s.timezone,
        'ends_at', e.ends_at, 'decided_at', e.effective_at,
        'standing', json_build_object(
            'state', c.state, 'valid_at', w.valid_at, 'expires_at', w.expires_at, 'claim_from', w.claim_from,
            'claim_until', w.claim_until, 'mandated_until', nullif(w.mandated_until, 'infinity'),
            'vouched_until', nullif(w.vouched_until, 'infinity'),
            'suspended_until', case when c.state = 'suspended' then nullif(
                suspended_until(c.id, c.claim_until, 'infinity'), 'infinity') end),
        'decided_by', case when decision.id is not null
            then json_build_object('id', decision.id, 'slug', decision.slug, 'name', decision.name) end,
        'reason_code', decision.reason_code) order by e.gone_at desc, s.name, c.id)
    from newest e
    join certificate c on c.id = e.certificate_id
    join certificate_window w on w.certificate_id = e.certificate_id
    join scheme s on s.id = e.scheme_id
    left join lateral (
        select v.reason_code, federation.id, federation.slug, federation.name
        from verification v join organisation federation on federation.id = v.federation_id
        where v.certificate_id = c.id and c.state in ('suspended', 'withdrawn')
          and v.decision in ('suspend', 'withdraw') and v.checked_at <= $2::timestamptz
        order by v.checked_at desc, v.id desc
        limit 1
    ) decision on true), '[]'::json)::text
"""

# $1 id or slug, $2 now; of goods on sale there is a row, whatever ended
OF_PRODUCT = f"""
with asked as materialized (
    select p.id, coalesce(p.published_at, p.created_at) as since
    from product p join organisation o on o.id = p.producer_id
    where p.id = coalesce((select own.id from product own where own.id = $1),
                          (select own.id from product own where own.slug = $1))
      and p.state = 'published' and o.archived_at is null
), wanted as materialized (
    select s.label_set, a.since from asked a join shelf s on s.product_id = a.id
){_ENDED} from asked"""

# $1 id or slug, $2 now
OF_PRODUCER = f"""
with asked as materialized (
    select o.id from organisation o where (o.id = $1 or o.slug = $1) and o.kind = 'producer' and o.archived_at is null
), wanted as materialized (
    select s.label_set, min(coalesce(p.published_at, p.created_at)) as since
    from asked a
    join product p on p.producer_id = a.id and p.state = 'published'
    join shelf s on s.product_id = p.id
    group by s.label_set
){_ENDED} from asked"""
