"""The statements behind public pages. Each gives one JSON text; the breakdowns are added in Python, by the rules."""

_PICTURE = """case when {m}.id is not null then json_build_object(
    'id', {m}.id, 'url', {url}::text || {m}.id, 'alt', coalesce(label_in({m}.alt, $2), ''), 'width', {m}.width,
    'height', {m}.height, 'widths', {m}.widths, 'colour', {m}.colour) end"""

_CLAIM = """
    json_build_object(
        'scheme', json_build_object('code', s.code, 'name', s.name, 'owner', s.owner),
        'assurance_class', s.assurance_class, 'limits', s.display,
        'four_tests', json_build_array(
            s.is_open_to_all, s.has_expert_requirements, s.has_withdrawal_procedure, s.has_independent_monitoring),
        'covers', claim.covers, 'ingredients', coalesce((
            select json_agg(named.ref order by named.ref) from certificate_subject named
            where named.certificate_id = c.id and named.kind = 'ingredient'), '[]'::json),
        'traceability', c.traceability, 'certificate_id', claim.certificate_id, 'number', c.number,
        'valid_until', c.valid_to, 'verified_at', decision.checked_at,
        'verified_by', case when decision.id is not null
            then json_build_object('id', decision.id, 'slug', decision.slug, 'name', decision.name) end,
        'method', decision.method) as body"""

_CLAIM_TABLES = """
    join certificate c on c.id = claim.certificate_id
    join scheme s on s.id = claim.scheme_id
    left join lateral (
        select v.checked_at, v.method, federation.id, federation.slug, federation.name
        from verification v join organisation federation on federation.id = v.federation_id
        where v.certificate_id = c.id and v.decision = 'verify' and v.checked_at <= $3::timestamptz
        order by v.checked_at desc, v.id desc
        limit 1
    ) decision on true"""

# A head count is shown while somebody who may say so agrees, and the one by gender by a consent of its own,
# where nobody can be known by it.
_MEMBERS = """case when o.members_total is not null and is_figure_shown(o.id, 'members_total', $3::timestamptz)
        then (
            select json_build_object(
                'total', o.members_total,
                'women', case when by_gender.shown then o.members_women end,
                'men', case when by_gender.shown then o.members_men end,
                'unknown', case when by_gender.shown then o.members_unknown end)
            from (select is_gender_shown(o, $3::timestamptz) as shown) by_gender) end"""

# $1 id or slug, $2 language, $3 now, $4 currency, $5 country, $6 fee schedule, $7 address of pictures
PRODUCT = f"""
select json_build_object(
    'id', p.id, 'slug', p.slug, 'version', p.version,
    'name', named.body, 'short_line', line.body, 'lang', named.lang,
    'description', described.body, 'description_lang', described.lang, 'description_origin', described.origin,
    'original_language', p.language,
    'category', json_build_object('code', k.code, 'label', label_in(k.labels, $2)),
    'origin', json_build_object(
        'country', p.origin_country, 'country_name', label_in(land.labels, $2), 'region', p.origin_region),
    'picture', {_PICTURE.format(m="m", url="$7")},
    'pictures', coalesce((
        select json_agg({_PICTURE.format(m="shown", url="$7")} order by place.position, place.media_id)
        from product_picture place cross join lateral shown_photo(place.media_id, $3::timestamptz) shown
        where place.product_id = p.id), '[]'::json),
    'values', coalesce((
        select json_agg(json_build_object(
            'code', t.code, 'label', label_in(t.labels, $2), 'statement', pv.statement) order by t.position, t.code)
        from product_value pv join term t on t.code = pv.term_code where pv.product_id = p.id), '[]'::json),
    'declared', coalesce((
        select json_agg(json_build_object(
            'tag', d.tag, 'said', d.said, 'scheme', s.code, 'source', d.source, 'declared_at', d.declared_at)
            order by d.tag)
        from product_declaration d left join scheme s on s.id = d.scheme_id where d.product_id = p.id), '[]'::json),
    'claims', coalesce((
        select json_agg(one.body order by one.name, one.certificate_id)
        from (select {_CLAIM}, s.name, claim.certificate_id
              from product_claims(array[p.id], $3::timestamptz) claim {_CLAIM_TABLES}) one), '[]'::json),
    'variants', coalesce((
        select json_agg(json_build_object(
            'id', v.id, 'label', v.label, 'options', v.option_values, 'sku', v.sku, 'barcode', v.barcode, 'lot', v.lot,
            'weight_grams', v.weight_grams,
            'harvest', (
                select json_build_object(
                    'code', lot.code, 'harvest_year', lot.harvest_year, 'season', lot.season,
                    'best_before', lot.best_before, 'note', lot.note)
                from lot where lot.product_id = v.product_id and lot.code = v.lot),
            'history', (
                select json_agg(json_build_object(
                    'amount', past.amount_minor, 'since', past.valid_from, 'until', past.valid_to))
                from price past
                where past.variant_id = v.id and past.currency = $4
                  and (past.valid_to is null
                       or past.valid_to > date_trunc('day', $3::timestamptz, 'UTC') - interval '120 days')),
            'net', json_build_object('value', trim_scale(v.net_quantity)::text, 'unit', v.net_unit),
            'available', greatest(coalesce(stock.on_hand - stock.reserved, 0), 0),
            'facts', to_json(facts)) order by v.position, v.id)
        from variant v
        left join stock on stock.variant_id = v.id
        join price_facts(
            (select array_agg(own.id) from variant own where own.product_id = p.id and own.archived_at is null),
            $4::text, $5::text, $3::timestamptz, $6::text) facts on facts.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null), '[]'::json),
    'option_names', p.option_names,
    'orderable', is_orderable(p.id, ($3::timestamptz at time zone 'UTC')::date),
    'windows', coalesce((
        select json_agg(json_build_object(
            'kind', w.kind, 'opens', coalesce(w.opens_each, w.opens_on::text),
            'closes', coalesce(w.closes_each, w.closes_on::text), 'ships_from', w.ships_from) order by w.id)
        from product_window w where w.product_id = p.id), '[]'::json),
    'producer', json_build_object(
        'id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country, 'place', o.place, 'region', o.region,
        'line', o.line, 'relation', o.relation, 'structure', o.structure, 'legal_form', o.legal_form,
        'members', {_MEMBERS},
        'founded_year', o.founded_year, 'languages', o.languages,
        'short_line', own_line.body, 'story', story.body, 'story_lang', story.lang, 'story_origin', story.origin,
        'picture', {_PICTURE.format(m="face", url="$7")}),
    'names', (
        select json_object_agg(b.id, json_build_object('id', b.id, 'name', b.name, 'slug', b.slug))
        from (
            select o.id
            union select m.id from organisation m where m.kind = 'market'
            union select f.owner_id from fund f where f.kind = 'solidarity'
            union select nm.network_id from network_membership nm where nm.member_id = o.id
        ) named_one
        join organisation b on b.id = named_one.id))::text
from product p
join organisation o on o.id = p.producer_id
join category k on k.code = p.category_code
left join country land on land.code = p.origin_country
left join lateral shown_photo(p.picture_id, $3::timestamptz) m on true
left join lateral shown_photo(o.picture_id, $3::timestamptz) face on true
cross join lateral wording(p.id, 'name', $2, p.language, p.name) named
cross join lateral wording(p.id, 'short_line', $2, p.language, p.short_line) line
cross join lateral wording(p.id, 'description', $2, p.language, p.description) described
left join lateral wording(o.id, 'short_line', $2, null, null) own_line on true
left join lateral wording(o.id, 'story', $2, null, null) story on true
where p.id = coalesce((select own.id from product own where own.id = $1),
                      (select own.id from product own where own.slug = $1))
  and p.state = 'published' and o.archived_at is null
"""

# $1 variant, $2 currency, $3 country, $4 now, $5 fee schedule
VARIANT = """
select json_build_object(
    'facts', to_json(facts),
    'names', (
        select json_object_agg(b.id, json_build_object('id', b.id, 'name', b.name, 'slug', b.slug))
        from organisation b
        where b.id in (facts.producer_id, facts.federation_id, facts.market_id, facts.fund_owner_id)))::text
from price_facts(array[$1::text], $2::text, $3::text, $4::timestamptz, $5::text) facts
join product p on p.id = facts.product_id and p.state = 'published'
join organisation o on o.id = p.producer_id and o.archived_at is null
join variant v on v.id = facts.variant_id and v.archived_at is null
"""

_PRODUCER = """
    'id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country, 'country_name', label_in(land.labels, $2),
    'place', o.place, 'region', o.region, 'line', o.line, 'relation', o.relation, 'short_line', line.body,
    'lang', line.lang"""

# $1 id or slug, $2 language, $3 now, $4 address of pictures
PRODUCER = f"""
select json_build_object({_PRODUCER},
    'picture', {_PICTURE.format(m="m", url="$4")},
    'structure', o.structure, 'legal_form', o.legal_form, 'sector', o.sector, 'founded_year', o.founded_year,
    'languages', o.languages,
    'self_identified_on', case when is_figure_shown(o.id, 'members_total', $3::timestamptz)
        then o.self_identified_on end,
    'members', {_MEMBERS},
    'families', case when families.shown then o.families_total end,
    'families_on', case when families.shown then o.families_on end,
    'story', story.body, 'story_lang', story.lang, 'story_origin', story.origin,
    'premium_use', premium.body,
    'federations', coalesce((
        select json_agg(json_build_object('id', n.id, 'slug', n.slug, 'name', n.name) order by n.name)
        from network_membership nm join organisation n on n.id = nm.network_id
        where nm.member_id = o.id and nm.accepted_at <= $3::timestamptz
          and (nm.ended_at is null or nm.ended_at > $3::timestamptz)), '[]'::json),
    'values', coalesce((
        select json_agg(json_build_object(
            'kind', l.kind, 'code', t.code, 'label', label_in(t.labels, $2), 'statement', l.statement)
            order by l.kind, t.code)
        from solidarity_link l join term t on t.code = l.term_code
        where l.organisation_id = o.id and l.consented_on is not null), '[]'::json),
    'claims', coalesce((
        select json_agg(one.body order by one.name, one.certificate_id)
        from (
            select {_CLAIM}, s.name, claim.certificate_id
            from (
                select distinct certificate_id, scheme_id, covers
                from product_claims(
                    (select array_agg(p.id) from product p where p.producer_id = o.id and p.state = 'published'),
                    $3::timestamptz)
            ) claim {_CLAIM_TABLES}
        ) one), '[]'::json),
    'product_count', (select count(*) from product p where p.producer_id = o.id and p.state = 'published'),
    'products_url', '/v1/products?producer=' || o.slug)::text
from organisation o
left join country land on land.code = o.country
left join lateral shown_photo(o.picture_id, $3::timestamptz) m on true
left join lateral wording(o.id, 'short_line', $2, null, null) line on true
left join lateral wording(o.id, 'story', $2, null, null) story on true
left join lateral wording(o.id, 'premium_use', $2, null, null) premium on true
cross join lateral (select is_families_shown(o, $3::timestamptz) as shown) families
where (o.id = $1 or o.slug = $1) and o.kind = 'producer' and o.archived_at is null
"""

# $1 words or null, $2 language, $3 countries, $4 lines, $5 limit, $6 and $7 the last name and id or null,
# $8 address of pictures, $9 now
PRODUCERS = f"""
with found as materialized (
    select o.id, plain(o.name) collate "C" as key, row_number() over (order by plain(o.name) collate "C", o.id) as place
    from organisation o
    where o.kind = 'producer' and o.archived_at is null
      and ($1::text is null or starts_with(plain(o.name), plain($1)) or plain(o.name) like '% ' || replace(
            replace(replace(plain($1), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' or plain(o.place) = plain($1))
      and (cardinality($3::text[]) = 0 or o.country = any($3))
      and (cardinality($4::text[]) = 0 or o.line = any($4))
      and ($6::text is null or (plain(o.name) collate "C", o.id) > ($6, $7::text))
    order by 2, 1
    limit $5::int + 1
)
select coalesce((
           select json_agg(json_build_object({_PRODUCER},
               'picture', {_PICTURE.format(m="m", url="$8")},
               'product_count',
               (select count(*) from product p where p.producer_id = o.id and p.state = 'published')
           ) order by found.place)
           from found
           join organisation o on o.id = found.id
           left join country land on land.code = o.country
           left join lateral shown_photo(o.picture_id, $9::timestamptz) m on true
           left join lateral wording(o.id, 'short_line', $2, null, null) line on true
           where found.place <= $5), '[]'::json)::text,
       (select count(*) from found) > $5,
       (select key from found where place <= $5 order by place desc limit 1),
       (select id from found where place <= $5 order by place desc limit 1)
"""

# $1 language
CATEGORIES = """
select json_build_object('data', coalesce(json_agg(json_build_object(
    'code', c.code, 'parent', c.parent_code, 'label', label_in(c.labels, $1)) order by c.position, c.code),
    '[]'::json), 'has_more', false, 'next_cursor', null)::text
from category c
"""

# $1 language, $2 today
TERMS = """
select json_build_object('data', coalesce(json_agg(json_build_object(
    'code', t.code, 'scheme', t.scheme, 'parent', t.parent_code, 'label', label_in(t.labels, $1),
    'same_as', t.exact_match, 'close_to', t.close_match, 'part_of', t.broad_match, 'uri', t.uri)
    order by t.scheme, t.position, t.code),
    '[]'::json), 'has_more', false, 'next_cursor', null)::text
from term t
where (t.adopted_on is null or t.adopted_on <= $2::date) and (t.deprecated_on is null or t.deprecated_on > $2::date)
"""
