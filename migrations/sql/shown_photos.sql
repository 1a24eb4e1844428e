-- Whether a photo is shown, as a row: it is planned with the statement that asks. Called by row, as a function is that
-- looks something up itself, it costs as much as all the rest of a card.

-- A photo that nobody had to agree to is shown; any other while one of its consents holds.
create function photo_consent(photo text, at timestamptz) returns table (is_given boolean)
language sql stable parallel safe rows 1
as $$
    select coalesce(
        bool_or(c.given_at <= at and c.ends_on >= (at at time zone 'UTC')::date
                and (c.withdrawn_at is null or c.withdrawn_at > at)),
        count(*) = 0)
    from consent c
    where c.media_id = photo
$$;

create or replace function is_photo_shown(photo text, at timestamptz) returns boolean
language sql stable parallel safe
return (select consent.is_given from photo_consent(photo, at) consent);

-- The photo itself, or no row.
create function shown_photo(photo text, at timestamptz) returns setof media
language sql stable parallel safe rows 1
as $$
    select m.*
    from media m
    cross join lateral photo_consent(m.id, at) consent
    where m.id = photo and m.state = 'ready' and consent.is_given
$$;
