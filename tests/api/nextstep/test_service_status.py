"""Service status, as document 002 shows it."""

import re

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000")


def test_the_server_names_itself(nextstep):
    status = nextstep.ok("GET", "/api/service/status")
    assert list(status) == [
        "applicationName",
        "applicationDisplayName",
        "applicationEnvironment",
        "version",
        "buildTime",
        "timestamp",
    ]
    assert status["applicationName"] == "powerauth-nextstep"
    assert status["applicationDisplayName"] == "PowerAuth 2.0 Next Step Server"
    assert status["applicationEnvironment"] == ""
    assert status["version"]
    assert TIME.fullmatch(status["buildTime"])
    assert TIME.fullmatch(status["timestamp"])
    assert status["buildTime"] <= status["timestamp"]
