drop aggregate sum_minor (bigint);
