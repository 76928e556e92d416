#!/bin/sh
# Run once by the container of PostgreSQL, in a new database: the role of the site, and its rights.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --set=password="$(cat /run/secrets/site_password)" <<'SQL'
CREATE ROLE deskfare LOGIN PASSWORD :'password';
\i /roles.sql
SQL
