"""What a list shows of each product: SQL over the rows of `page (id, place)`."""

CARDS = """
    select coalesce(json_agg(json_build_object(
        'id', p.id, 'slug', p.slug, 'name', named.body, 'short_line', line.body, 'lang', named.lang,
        'producer', json_build_object(
            'id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country, 'place', o.place),
        'category', json_build_object('code', k.code, 'label', label_in(k.labels, {lang})),
        'origin', json_build_object(
            'country', p.origin_country, 'country_name', label_in(land.labels, {lang}), 'region', p.origin_region),
        'price', case when offer.least is not null
            then json_build_object('amount', offer.least, 'currency', {currency}) end,
        'prices_differ', offer.differ,
        'picture', case when m.id is not null then json_build_object(
            'id', m.id, 'url', {media_url} || m.id, 'alt', coalesce(label_in(m.alt, {lang}), ''),
            'width', m.width, 'height', m.height, 'widths', m.widths, 'colour', m.colour) end,
        'claims', coalesce(claims.list, '[]'::json),
        'in_stock', offer.in_stock and s.in_stock) order by page.place), '[]'::json)
    from page
    join product p on p.id = page.id
    join shelf s on s.product_id = page.id
    join organisation o on o.id = p.producer_id
    join category k on k.code = p.category_code
    left join country land on land.code = p.origin_country
    left join media m on m.id = p.picture_id and m.state = 'ready' and is_photo_shown(m.id, {at})
    cross join lateral wording(p.id, 'name', {lang}, p.language, p.name) named
    cross join lateral wording(p.id, 'short_line', {lang}, p.language, p.short_line) line
    left join lateral (
        select min(c.amount_minor) as least, count(distinct c.amount_minor) > 1 as differ,
               coalesce(bool_or(t.on_hand > t.reserved), false) as in_stock
        from variant v
        join price c on c.variant_id = v.id
        left join stock t on t.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null and c.currency = {currency}
          and c.valid_from <= {at} and (c.valid_to is null or c.valid_to > {at})
    ) offer on true
    left join lateral (
        select json_agg(json_build_object(
            'scheme', json_build_object('code', c.code, 'name', c.name, 'owner', c.owner),
            'assurance_class', c.assurance_class, 'covers', claim.covers,
            'display', case when c.assurance_class <> 'self_declared' and c.display ->> {market} is null and (
                not {strict_logo} or c.assurance_class = 'public_authority'
                or c.is_open_to_all and c.has_expert_requirements and c.has_withdrawal_procedure
                    and c.has_independent_monitoring) then 'logo' else 'text' end,
            'certificate_id', claim.certificate_id, 'valid_until', claim.valid_to)
            order by c.name, claim.certificate_id) as list
        from live_labels(s.label_set, {at}) claim
        join scheme c on c.id = claim.scheme_id
    ) claims on s.label_set <> 0
"""
