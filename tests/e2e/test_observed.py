"""What operators see of the real processes: one trace from the bank's request to what follows from it, and metrics."""

import re
import socket
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.demo.device.signing import Factors
from tests.activities.callbacks.server import serving
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import PAYMENT, User
from tests.documents import promql
from tests.e2e.collector import Collector
from tests.e2e.hooks import hear_operations
from tests.e2e.in_clear import http_client
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import free_port, until
from tests.e2e.stack import Stack

SPAN = "00f067aa0ba902b7"
NOBODYS = ("CZ65", "100.00", "/hook", "Demo")


@pytest.fixture(scope="module")
def collector():
    found = Collector()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def observed(servers, tmp_path_factory, collector):
    """A stack of its own, that records traces; its workflows run in the sandbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        address = f"127.0.0.1:{free_port()}"
        found = Stack(tmp_path_factory.mktemp("observed"), traces=True, worker_metrics=address, log_format="json")
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def bank(observed):
    with http_client(base_url=observed.settings.base_url, timeout=60) as http:
        yield Bank(Cloud(http, observed.admin), observed.settings.base_url, http)


@pytest.fixture(scope="module")
def server(bank):
    """The bank's own, which is called when an operation has ended."""
    with serving() as found:
        hear_operations(bank, found)
        yield found


@pytest.fixture(scope="module")
def user(bank):
    found = User(bank)
    request = {"platform": "fcm", "token": f"token-of-{found.user_id}"}
    found.phone.call_with_token("/api/push/device/register", found.token, request)
    return found


def traceparent(number):
    return {"traceparent": f"00-{number:032x}-{SPAN}-01"}


def asked(user, number):
    body = {"userId": user.user_id, "template": "payment", "parameters": PAYMENT}
    return user.bank.cloud.ok("POST", "/v2/operations", body, headers=traceparent(number))["operationId"]


def heard(server, operation_id):
    """The callback that tells how it ended."""

    def told():
        return [one for one in server.heard if one.body["operationId"] == operation_id]

    [found] = until(told)
    return found


def way_up(spans, span_id):
    """Names of a span and of those that it is a part of, up to one that nobody has told."""
    by_id = {one.span_id: one for one in spans}
    names = []
    while span := by_id.get(span_id):
        names.append((span.service, span.name))
        span_id = span.parent_id
    return names, span_id


def whole_way_up(collector, trace_id, span_id, root=SPAN):
    """The names, once the way is whole: each process tells its spans some moments later."""
    until(lambda: way_up(collector.of(trace_id), span_id)[1] == root)
    return way_up(collector.of(trace_id), span_id)[0]


def test_one_trace_goes_from_the_banks_request_to_the_callback(collector, user, server):
    operation_id = asked(user, 1)
    user.bank.cloud.ok("DELETE", f"/v2/operations/{operation_id}", headers=traceparent(2))
    callback = heard(server, operation_id)
    assert callback.body["status"] == "CANCELED"
    version, trace_id, span_id, flags = callback.headers["traceparent"].split("-")
    assert (version, trace_id, flags) == ("00", f"{2:032x}", "01")

    request = ("nextstep-api", "DELETE /powerauth-cloud/v2/operations/<operation_id>")
    assert whole_way_up(collector, trace_id, span_id) == [("nextstep-worker", "deliver callback"), request]

    def decided():
        return [one for one in collector.of(trace_id) if one.name == "HandleUpdate:step_canceled"]

    [update] = until(decided)
    assert whole_way_up(collector, trace_id, update.span_id) == [
        ("nextstep-worker", update.name),
        ("nextstep-api", "StartWorkflowUpdate:step_canceled"),
        request,
    ]
    assert update.attributes["temporalWorkflowID"] == operation_id


def test_a_creation_is_one_trace_with_the_push_that_it_sends(collector, user):
    asked(user, 3)
    trace_id = f"{3:032x}"

    def pushed():
        return [one for one in collector.of(trace_id) if one.name == "deliver push"]

    [push] = until(pushed)
    names = whole_way_up(collector, trace_id, push.span_id)
    assert names[-1] == ("nextstep-api", "POST /powerauth-cloud/v2/operations")
    assert push.attributes["server.address"] == "local"
    started = until(lambda: [one for one in collector.of(trace_id) if one.name.startswith("StartWorkflow:")])
    assert len(started) == 1


def test_what_happens_at_the_deadline_is_a_part_of_the_creations_trace(collector, user, server):
    body = {"userId": user.user_id, "template": "payment", "parameters": PAYMENT}

    def asked_until(deadline_ms):
        request = {**body, "timestampExpires": deadline_ms}
        return user.bank.cloud.ok("POST", "/v2/operations", request, headers=traceparent(4))

    operation_id = short_lived(asked_until)["operationId"]
    callback = heard(server, operation_id)
    assert (callback.body["status"], callback.headers["traceparent"].split("-")[1]) == ("EXPIRED", f"{4:032x}")


def test_a_phones_answer_begins_a_trace_of_its_own(collector, user, server):
    operation_id = asked(user, 5)
    line = user.phone.line.send
    user.phone.line.send = lambda path, body, headers: line(path, body, {**headers, **traceparent(6)})
    try:
        user.authorize({"operationId": operation_id}, Factors.POSSESSION_KNOWLEDGE)
    finally:
        user.phone.line.send = line
    _, trace_id, span_id, _ = heard(server, operation_id).headers["traceparent"].split("-")
    assert trace_id not in {f"{number:032x}" for number in range(7)}
    names = whole_way_up(collector, trace_id, span_id, root="")
    assert (len(names), names[-1][0]) == (2, "nextstep-api")
    assert names[-1][1].startswith("POST /enrollment-server/api/auth/token/app/operation/authorize")


def test_the_log_names_the_trace(observed, user):
    asked(user, 7)
    until(lambda: f'"trace_id": "{7:032x}"' in observed.api.log())


def test_what_was_traced_replays_where_nothing_is(observed, user, server):
    operation_id = asked(user, 10)
    user.bank.cloud.ok("DELETE", f"/v2/operations/{operation_id}", headers=traceparent(11))
    heard(server, operation_id)
    ran = observed.command("replay", operation_id, NEXTSTEP_TRACES="false")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_spans_tell_of_nobody(collector, user, server):
    asked(user, 8)
    until(lambda: collector.of(f"{8:032x}") and len(collector.spans) > 20)
    told = "".join(one.text for one in collector.spans)
    assert [word for word in (*NOBODYS, user.user_id, server.url) if word in told] == []


def scraped(url):
    """Names of the samples at an address, each with the labels that it has."""
    with http_client(timeout=30) as http:
        families = text_string_to_metric_families(http.get(url).text)
    found = {}
    for sample in (sample for family in families for sample in family.samples):
        found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.fixture(scope="module")
def told(observed, user, server):
    """What Prometheus is told by a real server and a real worker, to which everything has happened that is counted."""
    operation_id = asked(user, 9)
    user.bank.cloud.ok("DELETE", f"/v2/operations/{operation_id}")
    heard(server, operation_id)
    with socket.create_connection(("127.0.0.1", observed.port)) as nonsense:
        nonsense.sendall(b"nonsense\r\n\r\n")
        nonsense.recv(100)
    addresses = observed.settings.base_url, f"http://{observed.settings.worker_metrics}"

    def scrape():
        return {name: labels for url in addresses for name, labels in scraped(f"{url}/metrics").items()}

    # A worker counts a delivery once its receiver has answered, and an API's processes share what each has counted.
    asked_for = {metric for _, expression in promql.expressions() for metric in promql.asked(expression)}
    until(lambda: asked_for - promql.MADE - WITH_A_CERTIFICATE.keys() <= scrape().keys())
    return scrape()


# `tests/api/server/test_entrances.py` reads it from a server that has a certificate.
WITH_A_CERTIFICATE = {"nextstep_certificate_expiry_timestamp_seconds": {"address"}}


@pytest.mark.parametrize(("place", "expression"), promql.expressions())
def test_what_dashboards_and_alerts_ask_for_is_told(told, place, expression):
    for metric, labels in promql.asked(expression).items():
        if metric in promql.MADE:
            continue
        known = {**told, **WITH_A_CERTIFICATE}
        assert metric in known, place
        assert labels - promql.OF_TARGETS <= known[metric], place


def test_temporals_buckets_tell_short_waits_apart(observed, told):
    with http_client(timeout=30) as http:
        text = http.get(f"http://{observed.settings.worker_metrics}/metrics").text
    for name in ("workflow_task", "activity"):
        assert re.search(rf'temporal_{name}_schedule_to_start_latency_seconds_bucket{{[^}}]*le="0.005"', text)


def test_the_page_names_each_metric_of_ours_with_its_labels(told):
    page = (promql.ROOT / "docs/observability.md").read_text()
    rows = re.findall(r"^\| `(nextstep_\w+)` \| (counter|gauge|histogram) \| (.*?) \|", page, re.MULTILINE)
    named = {name: set(re.findall(r"`(\w+)`", labels)) for name, _, labels in rows}
    whole = {re.sub("_(bucket|sum|count)$", "", name): labels for name, labels in told.items()}
    ours = {name: labels for name, labels in whole.items() if name.startswith("nextstep_")} | WITH_A_CERTIFICATE
    core = {"activity_type", "le", "namespace", "pid", "service_name", "task_queue", "workflow_type"}
    rare = {
        "nextstep_retention_dropped_total": set(),
        "nextstep_callers_refused_total": {"api", "scheme", "reason"},
    }
    assert named == {name: labels - core for name, labels in ours.items()} | rare


def test_a_collector_that_is_away_holds_up_neither_requests_nor_ends(observed, collector, user):
    collector.status = 503
    collector.stop()
    begun = time.monotonic()
    for number in range(5):
        asked(user, 100 + number)
    assert time.monotonic() - begun < 20
    begun = time.monotonic()
    assert (observed.api.stop(), observed.worker.stop()) == (0, 0)
    assert time.monotonic() - begun < 25
