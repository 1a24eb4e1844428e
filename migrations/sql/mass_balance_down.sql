drop trigger quantity_is_kept on certificate;
drop function quantity_is_kept;
drop function products_with_scheme(text, timestamptz);
drop function scheme_claims(timestamptz);
drop function product_claims(text[], timestamptz);
drop function lightest_grams, claim_left, net_grams;

-- As they were before certificates had quantities.
-- The claims that these products carry at this moment: for a page of products. What covers them is looked up first, so
-- that only those certificates' standing is settled, and each once.
create function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz)
language sql stable parallel safe
as $$
    with scope as materialized (
        select s.product_id, s.certificate_id, s.covers from certificate_scope s where s.product_id = any(product_ids)
    ), standing as materialized (
        select w.certificate_id, w.scheme_id, w.starts_at, w.ends_at
        from certificate_window w
        where w.certificate_id = any(array(select scope.certificate_id from scope))
          and w.starts_at <= at and w.ends_at > at
    )
    select scope.product_id, scope.certificate_id, standing.scheme_id, scope.covers, standing.starts_at, standing.ends_at
    from scope join standing on standing.certificate_id = scope.certificate_id
$$;

-- The schemes that each product carries a claim of at this moment: for counting over the whole market. The standing of
-- each certificate is settled once, before its products are looked up.
create function scheme_claims(at timestamptz)
returns table (product_id text, scheme_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id, w.scheme_id from certificate_window w where w.starts_at <= at and w.ends_at > at
    )
    select distinct scope.product_id, standing.scheme_id
    from standing join certificate_scope scope on scope.certificate_id = standing.certificate_id
$$;

-- The products that carry a claim of this scheme at this moment, in whatever state of publication: for filters.
create function products_with_scheme(scheme_code text, at timestamptz)
returns table (product_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id
        from certificate_window w
        where w.scheme_id = (select s.id from scheme s where s.code = scheme_code)
          and w.starts_at <= at and w.ends_at > at
    )
    select distinct scope.product_id
    from standing join certificate_scope scope on scope.certificate_id = standing.certificate_id
$$;
