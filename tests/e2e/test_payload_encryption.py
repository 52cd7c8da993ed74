"""Worker, API and Temporal with encryption: Temporal keeps nothing readable, keys are changed while operations are open."""

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload, Payloads, SearchAttributes, WorkflowExecution
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.workflowservice.v1 import QueryWorkflowRequest

from config import master_key
from tests.e2e.client import unique
from tests.e2e.deaths import until_done
from tests.e2e.in_clear import http_client
from tests.e2e.stack import Stack
from workflows.temporal.payload_encryption import is_encrypted


@pytest.fixture
def encrypting(servers, tmp_path):
    found = Stack(
        tmp_path, workflow_sandbox=False, payload_encryption=True, codec_endpoint=True, update_timeout=3, processes=1
    )
    found.start()
    yield found
    found.stop()


def restart(stack, **settings):
    """Worker and API anew, with other settings."""
    for process in (stack.api, stack.worker):
        process.stop()
    stack.settings = stack.settings.model_copy(update=settings)
    stack.worker, stack.api = stack.process("worker"), stack.process("api")
    stack.worker.start()
    stack.api.start()
    stack.wait_ready()


def payloads_of(message):
    """All payloads in a message but those of search attributes."""
    if isinstance(message, Payload):
        yield message
    elif not isinstance(message, SearchAttributes):
        for _, value in message.ListFields():
            members = value.values() if hasattr(value, "values") else value if hasattr(value, "append") else [value]
            for one in members:
                if hasattr(one, "ListFields"):
                    yield from payloads_of(one)


def kept(stack, operation_id):
    """What Temporal keeps of an operation, and answers of its current details, by its own API."""

    async def read(client):
        handle = client.get_workflow_handle(operation_id)
        described = (await handle.describe()).raw_description
        asked = await client.workflow_service.query_workflow(
            QueryWorkflowRequest(
                namespace=client.namespace,
                execution=WorkflowExecution(workflow_id=operation_id),
                query=WorkflowQuery(query_type="__temporal_workflow_metadata"),
            )
        )
        return [*(await handle.fetch_history()).events, described, asked]

    return [one for message in stack.temporal_call(read) for one in payloads_of(message)]


def decoded(stack, payloads):
    body = {"payloads": [MessageToDict(one) for one in payloads]}
    with http_client(base_url=stack.settings.base_url, timeout=30) as http:
        response = http.post("/codec/decode", json=body, auth=stack.admin, headers={"X-Namespace": "default"})
    assert response.status_code == 200, response.text
    return [one.data for one in ParseDict(response.json(), Payloads()).payloads]


def keys_of(payloads):
    return {one.metadata["encryption-key-id"] for one in payloads}


def test_temporal_keeps_nothing_readable_and_operations_outlive_a_change_of_keys(encrypting):
    with encrypting.client() as nextstep:
        first, second = (nextstep.create("authorize_payment")["operationId"] for _ in range(2))
        for operation_id in (first, second):
            nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique("user"))
        found = kept(encrypting, first)
        assert len(found) >= 6
        assert all(map(is_encrypted, found))
        clear = b"\n".join(decoded(encrypting, found))
        for readable in (b'"request_digest"', b"authorize_payment", b"USERNAME_PASSWORD_AUTH"):
            assert readable in clear

        old, new = encrypting.settings.master_key, SecretStr(master_key.generate())
        restart(encrypting, master_key=new, former_master_keys=old)
        rekeyed = encrypting.command("rekey")
        assert (rekeyed.returncode, rekeyed.stderr) == (0, "")
        nextstep.step(first, "SMS_KEY")
        assert nextstep.step(first, "CONSENT")["result"] == "DONE"
        assert len(keys_of(kept(encrypting, first))) == 2
        replayed = encrypting.command("replay", first)
        assert (replayed.returncode, replayed.stderr) == (0, "")
        assert "decides the same  yes" in replayed.stdout

        # Somebody gave up the former key too early: what is open waits for it, and says so.
        restart(encrypting, former_master_keys=SecretStr(""))
        step = {"operationId": second, "authMethod": "SMS_KEY", "authStepResult": "CONFIRMED"}
        once = {"Idempotency-Key": unique("key")}
        assert nextstep.ask("PUT", "/operation", step, headers=once).status_code == 503
        assert "a payload was encrypted under the master key" in encrypting.worker.log()
        for arguments in (("replay", second), ("flows", "show", second, "--operation")):
            lost = encrypting.command(*arguments)
            assert lost.returncode == 1
            assert "NEXTSTEP_FORMER_MASTER_KEYS" in lost.stderr
        assert nextstep.create("login")["result"] == "CONTINUE"

        # With the key it goes on, also where nothing is encrypted any more.
        restart(encrypting, former_master_keys=old, payload_encryption=False)
        # Temporal tries again what failed without it, a little later each time.
        assert until_done(lambda: nextstep.ok("PUT", "/operation", step, headers=once))["result"] == "CONTINUE"
        assert nextstep.step(second, "CONSENT")["result"] == "DONE"
        found = kept(encrypting, second)
        assert {is_encrypted(one) for one in found} == {True, False}
