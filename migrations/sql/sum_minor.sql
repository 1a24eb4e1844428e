-- Sums of minor units that stay whole numbers of eight bytes: what PostgreSQL's own sum of them keeps wider, it allocates
-- for each group and hands out as numeric. Beyond eight bytes it is an error, as it is for the amounts themselves.
create aggregate sum_minor (bigint) (sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe);
