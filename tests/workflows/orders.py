"""Starts of operations, and steps that are sent to them."""

import time
import uuid

from tests.workflows.operation.flows import shipped
from workflows.operation import machine
from workflows.operation.client.workflow_client import digest
from workflows.operation.messages import StartOperation
from workflows.operation.model import TakeStep

CONFIRM = TakeStep("USERNAME_PASSWORD_AUTH", "CONFIRMED", user_id="roman")


def order(name="login", request_digest="digest", operation_id=None, begun_seconds_ago=0):
    flow = shipped(name)
    state = machine.begin(flow, time.time_ns() // 1_000_000 - begun_seconds_ago * 1000)
    return StartOperation(operation_id or uuid.uuid4().hex, flow, state, request_digest)


def send(workflow_client, start, event, update_id=None):
    request_digest = digest(start.operation_id, event)
    return workflow_client.send(start.operation_id, event, update_id or uuid.uuid4().hex, request_digest)
