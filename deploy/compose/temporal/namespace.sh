#!/bin/sh
# The namespace, once the server answers. Repeatable.
set -eu
waited=0
until temporal operator cluster health >/dev/null 2>&1; do
    waited=$((waited + 1))
    [ "$waited" -lt 90 ] || { echo "Temporal at $TEMPORAL_ADDRESS does not answer" >&2; exit 1; }
    sleep 1
done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h
