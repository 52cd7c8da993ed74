#!/bin/sh
# Run once by PostgreSQL's image, on an empty data folder: the engine's database, and the two of Temporal, for a role each.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set nextstep `cat /run/secrets/postgres/nextstep-password`
\set temporal `cat /run/secrets/postgres/temporal-password`
CREATE ROLE nextstep LOGIN PASSWORD :'nextstep';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE nextstep OWNER nextstep ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal OWNER temporal ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal_visibility OWNER temporal ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE nextstep, temporal, temporal_visibility FROM PUBLIC;
SQL
