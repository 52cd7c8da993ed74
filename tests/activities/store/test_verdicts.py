"""What was answered to a request is found under its id, and only there."""

from activities.store import verdicts
from activities.store.verdicts import StoredVerdict

ANSWERED = StoredVerdict("one", "key", "digest", {"status": "BLOCKED", "remaining": 0}, 1_000)


def test_a_verdict_is_found_under_its_request(database):
    with database.write() as session:
        verdicts.record(session, ANSWERED)
    with database.read() as session:
        assert verdicts.find(session, "one", "key") == ANSWERED
        assert verdicts.find(session, "one", "another key") is None
        assert verdicts.find(session, "another", "key") is None
