#!/bin/sh
# The tables of both stores, as the schema tool of this version has them. Repeatable.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal/password)
export SQL_PASSWORD
for store in temporal visibility; do
    database=temporal
    [ "$store" = temporal ] || database=temporal_visibility
    tool() {
        temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_SEEDS" --port "$DB_PORT" --user "$POSTGRES_USER" \
            --tls --tls-ca-file "$SQL_CA" --tls-server-name "$SQL_HOST_NAME" --database "$database" "$@"
    }
    tool setup-schema --version 0.0
    tool update-schema --schema-name "postgresql/v12/$store"
done
