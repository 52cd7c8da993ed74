#!/usr/bin/env bash
# What: `Webhook.sign(msg_id, timestamp, data)` of the Standard Webhooks' own Python library signs another time than it was given:
#       of a `datetime` with a time zone it takes the digits of its clock for those of UTC. What is signed at 14:00 in Prague is signed
#       as of 14:00 UTC, an hour or two later, and no verification agrees. `datetime.now()`, local time without a zone, goes wrong alike.
# Why:  `timestamp.replace(tzinfo=timezone.utc)`, which puts UTC in the place of the zone, where `astimezone` would convert.
# Who:  whoever tests the receiver of callbacks by signing them, or sends by this library, outside of UTC: on a server whose clock is
#       UTC the tests pass.
# Seen: standardwebhooks 1.1.0: the same moment in UTC verified, in Prague, New York and Kolkata refused ("No matching signature found").
# Cure: `timestamp.astimezone(UTC)` before it is given; or the five lines that the specification takes.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0 tzdata==2026.6
cat > "$folder/signed.py" <<'PYTHON'
"""Signs one moment as clocks in several places show it, and verifies each by the same library."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from standardwebhooks import Webhook, WebhookVerificationError

webhook, now = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), datetime.now(UTC).replace(microsecond=0)
found = {}
for place in ("UTC", "Europe/Prague", "America/New_York", "Asia/Kolkata"):
    local = now.astimezone(ZoneInfo(place))
    assert local == now and local.timestamp() == now.timestamp()
    signature = webhook.sign("msg_1", local, "{}")
    try:
        webhook.verify(
            "{}", {"webhook-id": "msg_1", "webhook-timestamp": f"{now.timestamp():.0f}", "webhook-signature": signature}
        )
        found[place] = "verified"
    except WebhookVerificationError as error:
        found[place] = f"refused, {error}"
    print(f"signed at {local.isoformat()} ({place}): {found[place]}")
assert [answer == "verified" for answer in found.values()] == [True, False, False, False], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/signed.py"
