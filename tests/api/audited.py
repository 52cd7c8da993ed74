"""What the audit trail of an application in this process tells."""

import json


def audit_rows(app, action):
    """The rows of an action, oldest first, with what is in their `event_data`."""
    lines = app.extensions["nextstep"].audit_log.export(from_ms=None, to_ms=None)
    return [row for row in map(json.loads, lines) if row["action"] == action]
