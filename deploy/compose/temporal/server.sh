#!/bin/sh
# The image takes the database's password from a variable alone: it gets it here, and not from the container's settings.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal/password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
