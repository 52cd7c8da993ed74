"""Callbacks as an integration user manages them: its own applications' only, secrets shown once or never."""

from functools import partial

import pytest

from activities.callbacks.enqueue import StatusChange, enqueue_registration
from activities.callbacks.registry import MAX_CALLBACKS
from activities.deliveries.circuits import FAILURES, Circuits
from activities.secrets.sealing import Sealer
from activities.store import deliveries
from config.clock import now_ms
from config.vocabulary import DeliveryState
from tests.api.cloud.conftest import with_application
from tests.together import at_once

URL = "https://8.8.8.8/hook"
NEW = {"name": "back office", "type": "REGISTRATION_STATUS_CHANGE", "callbackUrl": URL}
DEFAULTS = {"attributes": [], "authentication": {"type": "NONE"}, "enabled": True, "retentionDays": 30}
DEFAULTS["circuit"] = {"state": "CLOSED", "failures": 0}


@pytest.fixture
def path(bank):
    return f"/v2/admin/applications/{bank.app_id}/callbacks"


@pytest.fixture
def noted(app, bank, path):
    """The ids of deliveries of one callback: one that waits, one that failed, one that arrived; and the callback's id."""
    services = app.extensions["nextstep"]
    sealer = Sealer.of(*services.settings.master_keys)
    callback_id = bank.ok("POST", path, NEW)["id"]
    found = []
    for n, state in enumerate((None, DeliveryState.FAILED, DeliveryState.DELIVERED)):
        with services.database.write() as session:
            [one] = enqueue_registration(
                session,
                sealer,
                application_id=bank.app_id,
                change=StatusChange(bank.app_id, n, 1000),
                facts={},
            )
            deliveries.amend(session, one, created_ms=1000 + n)
            if state:
                deliveries.begin(session, one, now_ms(), 60_000)
                deliveries.end(session, one, state, "HTTP_503" if state is DeliveryState.FAILED else None, now_ms())
        found.append(one)
    return found, callback_id


def test_a_callback_is_created_with_a_secret_that_is_shown_once(bank, path):
    made = bank.ok("POST", path, NEW)
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert made == {
        "id": made["id"],
        "applicationId": bank.app_id,
        "timestampCreated": made["timestampCreated"],
        **NEW,
        **DEFAULTS,
    }
    assert bank.ok("GET", f"{path}/{made['id']}") == made
    assert bank.ok("GET", path) == {"callbacks": [made]}
    assert bank.ok("POST", path, NEW)["secret"] != secret


def test_operators_see_whether_the_server_answers_and_a_change_has_it_tried_at_once(app, bank, path):
    services = app.extensions["nextstep"]
    made = bank.ok("POST", path, NEW)
    breaker = Circuits(services.database)
    for _ in range(FAILURES):
        breaker.record_failure("callback", made["id"], breaker.ask_leave("callback", made["id"]), "TIMED_OUT")
    metrics = app.test_client().get("/metrics").text
    assert 'nextstep_circuits_open{kind="callback"} 1.0' in metrics
    circuit = bank.ok("GET", f"{path}/{made['id']}")["circuit"]
    assert (circuit["state"], circuit["failures"], circuit["lastError"]) == ("OPEN", FAILURES, "TIMED_OUT")
    assert circuit["timestampSince"] < circuit["timestampNextTrial"]
    assert bank.ok("GET", path)["callbacks"][0]["circuit"] == circuit
    update = {key: value for key, value in NEW.items() if key != "type"}
    assert bank.ok("PUT", f"{path}/{made['id']}", update)["circuit"] == {"state": "CLOSED", "failures": 0}
    assert breaker.ask_leave("callback", made["id"]).circuit is None


def test_the_core_s_name_of_the_type_is_read(bank, path):
    assert bank.ok("POST", path, {**NEW, "type": "ACTIVATION_STATUS_CHANGE"})["type"] == "REGISTRATION_STATUS_CHANGE"
    assert bank.ok("POST", path, {**NEW, "type": "OPERATION_STATUS_CHANGE"})["type"] == "OPERATION_STATUS_CHANGE"


AUTHENTICATIONS = [
    ({"type": "BASIC", "username": "nextstep", "password": "pass:word"}, {"type": "BASIC", "username": "nextstep"}),
    ({"type": "BEARER", "token": "abc.DEF-123_~+/=="}, {"type": "BEARER"}),
    ({"type": "NONE", "password": "ignored"}, {"type": "NONE"}),
]


@pytest.mark.parametrize(("given", "shown"), AUTHENTICATIONS)
def test_passwords_and_tokens_are_never_shown(app, bank, path, given, shown):
    made = bank.ok("POST", path, {**NEW, "authentication": given})
    assert made["authentication"] == shown
    assert bank.ok("GET", f"{path}/{made['id']}")["authentication"] == shown
    with app.extensions["nextstep"].database.read() as session:
        stored = str(session.connection().exec_driver_sql("SELECT * FROM callback").all())
    for secret in (given.get("password"), given.get("token"), made["secret"]):
        assert secret is None or secret not in stored


def test_a_change_replaces_all_but_type_secret_and_an_authentication_left_out(bank, path):
    whole = {
        **NEW,
        "attributes": ["userId", "activationStatus"],
        "authentication": {"type": "BASIC", "username": "u", "password": "p"},
        "enabled": False,
        "maxAttempts": 3,
        "retentionDays": 7,
    }
    made = bank.ok("POST", path, whole)
    address = f"{path}/{made['id']}"
    made.pop("secret")
    other = {"name": "other", "callbackUrl": "https://1.1.1.1/"}
    changed = bank.ok("PUT", address, {**other, "type": "OPERATION_STATUS_CHANGE"})
    expected = {**made, **DEFAULTS, **other, "authentication": {"type": "BASIC", "username": "u"}}
    del expected["maxAttempts"]
    assert changed == expected == bank.ok("GET", address)
    assert bank.ok("PUT", address, {**other, "authentication": {"type": "NONE"}})["authentication"] == {"type": "NONE"}
    bank.ok("DELETE", address)
    assert bank.refused("GET", address) == ("ERROR_ADMIN", "Callback not found")
    assert bank.refused("DELETE", address) == ("ERROR_ADMIN", "Callback not found")
    assert bank.ok("GET", path) == {"callbacks": []}


BAD = [
    {"type": None},
    {"type": "SOMETHING_ELSE"},
    {"name": ""},
    {"callbackUrl": "ftp://bank.test/"},
    {"callbackUrl": "https://user:password@bank.test/"},
    {"callbackUrl": "http://127.0.0.1/"},
    {"callbackUrl": "http://localhost:8080/"},
    {"callbackUrl": "http://10.1.2.3/"},
    {"callbackUrl": "http://169.254.169.254/latest/meta-data/"},
    {"callbackUrl": "http://[::ffff:127.0.0.1]/"},
    {"attributes": ["unknown"]},
    {"attributes": ["operationType"]},
    {"attributes": "userId"},
    {"authentication": {}},
    {"authentication": {"type": "BASIC", "username": "u"}},
    {"authentication": {"type": "BASIC", "username": "u:v", "password": "p"}},
    {"authentication": {"type": "BEARER"}},
    {"authentication": {"type": "BEARER", "token": "a b"}},
    {"authentication": {"type": "BEARER", "token": "a\r\nX-Injected: 1"}},
    {"maxAttempts": 0},
    {"retentionDays": 0},
    {"retentionDays": 5000},
    {"enabled": "yes"},
]


@pytest.mark.exhaustive
@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_makes_no_callback_is_refused(bank, path, bad):
    assert bank.refused("POST", path, {**NEW, **bad})[0] == "ERROR_REQUEST"
    address = f"{path}/{bank.ok('POST', path, NEW)['id']}"
    before = bank.ok("GET", address)
    if "type" not in bad:
        assert bank.refused("PUT", address, {**NEW, **bad})[0] == "ERROR_REQUEST"
    assert bank.ok("GET", address) == before


def test_a_name_that_is_not_known_yet_is_taken(bank, path):
    assert bank.ok("POST", path, {**NEW, "callbackUrl": "https://nowhere.invalid/hook"})


def test_deliveries_are_listed_by_state_newest_first_in_pages(bank, path, noted):
    (waiting, failed, delivered), callback_id = noted
    every = bank.ok("GET", f"{path}/deliveries")["deliveries"]
    assert [one["id"] for one in every] == [delivered, failed, waiting]
    assert [(one["state"], one["attempts"], one.get("lastError")) for one in every] == [
        ("DELIVERED", 1, None),
        ("FAILED", 1, "HTTP_503"),
        ("WAITING", 0, None),
    ]
    assert {one["callbackId"] for one in every} == {callback_id}
    assert [one["id"] for one in bank.ok("GET", f"{path}/deliveries?state=FAILED")["deliveries"]] == [failed]
    second = bank.ok("GET", f"{path}/deliveries?pageNumber=1&pageSize=2")["deliveries"]
    assert [one["id"] for one in second] == [waiting]
    for query in ("state=LOST", "pageSize=0", "pageSize=501", "pageNumber=-1"):
        assert bank.refused("GET", f"{path}/deliveries?{query}")[0] == "ERROR_REQUEST"


def test_what_has_ended_is_sent_again(bank, path, noted):
    for delivery_id in noted[0]:
        for _ in range(2):
            bank.ok("POST", f"{path}/deliveries/{delivery_id}/send")
    waiting = bank.ok("GET", f"{path}/deliveries?state=WAITING")["deliveries"]
    assert len(waiting) == 3
    assert {one["attempts"] for one in waiting} == {0}
    assert bank.refused("POST", f"{path}/deliveries/unknown/send") == ("ERROR_ADMIN", "Delivery not found")


def test_other_users_and_administrators_find_nothing(admin, bank, path, noted):
    stranger = with_application(admin)
    (delivery_id, *_), callback_id = noted
    theirs = f"/v2/admin/applications/{stranger.app_id}/callbacks"
    requests = [
        ("POST", "", NEW),
        ("GET", "", None),
        ("GET", f"/{callback_id}", None),
        ("PUT", f"/{callback_id}", NEW),
        ("DELETE", f"/{callback_id}", None),
        ("GET", "/deliveries", None),
        ("POST", f"/deliveries/{delivery_id}/send", None),
    ]
    for verb, rest, body in requests:
        unknown = f"/v2/admin/applications/unknown/callbacks{rest}"
        expected = ("ERROR_ADMIN", "Application not found")
        assert stranger.refused(verb, path + rest, body) == stranger.refused(verb, unknown, body) == expected
        assert admin.refused(verb, path + rest, body, status=401)[0] == "HTTP_401"
        if callback_id in rest or delivery_id in rest:  # by the address of an application of their own
            assert stranger.refused(verb, theirs + rest, body)[0] == "ERROR_ADMIN"
    assert bank.ok("GET", f"{path}/{callback_id}")["name"] == NEW["name"]


def test_a_secret_is_changed_for_one_that_is_shown_once(admin, bank, path):
    made = bank.ok("POST", path, NEW)
    address = f"{path}/{made['id']}"
    first = bank.ok("POST", f"{address}/secret", {})
    assert first["secret"].startswith("whsec_")
    assert first["secret"] != made["secret"]
    assert abs(first["timestampFormerExpires"] - now_ms() - 86_400_000) < 60_000
    second = bank.ok("POST", f"{address}/secret", {"formerValidSeconds": 0})
    assert abs(second["timestampFormerExpires"] - now_ms()) < 60_000
    assert "secret" not in bank.ok("GET", address)
    for wrong in (-1, 30 * 86_400 + 1):
        assert bank.send("POST", f"{address}/secret", {"formerValidSeconds": wrong}).status_code == 400
    stranger = with_application(admin)
    assert stranger.send("POST", f"{address}/secret", {}).status_code == 400
    assert bank.send("POST", f"{path}/unknown/secret", {}).status_code == 400


def test_an_application_has_so_many_callbacks_and_no_more(admin, bank, path):
    made = [bank.ok("POST", path, NEW)["id"] for _ in range(MAX_CALLBACKS - 1)]
    answers = at_once(*[partial(bank.send, "POST", path, NEW)] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]
    assert bank.refused("POST", path, NEW) == ("ERROR_REQUEST", f"an application has at most {MAX_CALLBACKS} callbacks")
    assert len(bank.ok("GET", path)["callbacks"]) == MAX_CALLBACKS
    other = with_application(admin)
    assert other.ok("POST", path.replace(bank.app_id, other.app_id), NEW)
    bank.ok("DELETE", f"{path}/{made[0]}")
    bank.ok("POST", path, NEW)
