#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume. The service works as this login: it reads and writes rows, and
# may neither change the schema nor rewrite the ledger. The migrations say what the role `solifair_app` may do.
set -eu
psql --quiet -v ON_ERROR_STOP=1 -v password="$SOLIFAIR_SERVICE_PASSWORD" --username "$POSTGRES_USER" "$POSTGRES_DB" <<'SQL'
create role solifair_app nologin;
create role solifair_service login password :'password' in role solifair_app;
SQL
