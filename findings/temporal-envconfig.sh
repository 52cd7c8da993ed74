#!/usr/bin/env bash
# What: temporalio.envconfig, which reads TEMPORAL_... variables and temporal.toml, (1) passes over a TEMPORAL_CONFIG_FILE that is not
#       there, so that the client goes to the default address in clear; (2) repeats the line of a file that it cannot parse in its error,
#       which may be the API key; (3) takes an empty TEMPORAL_API_KEY for a key, and turns TLS on; (4) takes any word for TEMPORAL_TLS
#       that is no boolean as true; (5) leaves the profile's API key in force where TEMPORAL_ADDRESS names another server than the
#       profile does: the key goes to that server.
# Why:  (1) and (5) are as the SDKs' common specification merges its sources; (2) is the message of the TOML parser.
# Who:  whoever loads it without a look at what came of it.
# Seen: temporalio 1.35.0.
# Cure: refuse a file that is named and not there; show the first line of the error only; leave out what is empty; an address of one's
#       own settings uses a key only where it is the address beside that key (workflows/temporal/cluster.py).
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0
cat > "$folder/temporal.toml" <<'TOML'
[profile.default]
address = "cloud.example:7233"
api_key = "the-key"
TOML
printf '[profile.default]\napi_key = the-key\n' > "$folder/broken.toml"
cat > "$folder/load.py" <<'PY'
import sys

from temporalio.envconfig import ClientConfigProfile

folder = sys.argv[1]


def loaded(**environ):
    variables = {f"TEMPORAL_{name}": value for name, value in environ.items()}
    try:
        return ClientConfigProfile.load(override_env_vars=variables).to_client_connect_config()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


found = {
    "a file that is not there": loaded(CONFIG_FILE=f"{folder}/none.toml"),
    "a file that is broken": loaded(CONFIG_FILE=f"{folder}/broken.toml"),
    "an empty key": loaded(API_KEY=""),
    "a word for TLS": loaded(TLS="perhaps"),
    "another address": loaded(CONFIG_FILE=f"{folder}/temporal.toml", ADDRESS="elsewhere.example:7233"),
}
for name, what in found.items():
    print(f"{name}: {what}")
same = (
    found["a file that is not there"] == {}
    and "api_key = the-key" in found["a file that is broken"]
    and found["an empty key"] == {"api_key": "", "tls": True}
    and bool(found["a word for TLS"]["tls"])
    and found["another address"] == {"target_host": "elsewhere.example:7233", "api_key": "the-key", "tls": True}
)
if not same:
    raise SystemExit("the behaviour has changed")
PY
env -i PATH="$PATH" HOME="$folder" "$folder/v/bin/python" "$folder/load.py" "$folder"
