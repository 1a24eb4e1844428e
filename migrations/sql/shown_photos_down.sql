create or replace function is_photo_shown(photo text, at timestamptz) returns boolean
language sql stable parallel safe
return not exists (select from consent c where c.media_id = photo)
    or exists (
        select from consent c
        where c.media_id = photo and c.given_at <= at and c.ends_on >= (at at time zone 'UTC')::date
          and (c.withdrawn_at is null or c.withdrawn_at > at));

drop function shown_photo(text, timestamptz);
drop function photo_consent(text, timestamptz);
