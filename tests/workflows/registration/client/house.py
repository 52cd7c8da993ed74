"""Registrations on a real database, with workflows in memory: faults come when a test says so."""

import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.device.applications import Applications
from activities.device.v4.agreements import V4Agreement
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text, elliptic_curve, keys
from activities.powerauth.v4 import shared_secret
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.secrets.sealing import Sealer
from activities.store import key_exchanges, registrations, v4_keys
from config import master_key
from config.refused import Refused
from config.vocabulary import CommitPhase
from tests.activities.device.v4.small_phone import SharedSecretQuestion
from workflows.operation.client.read_model import now_ms
from workflows.registration import machine
from workflows.registration.client.gateway import KeyExchange, NewRegistration, Registrations
from workflows.registration.messages import RegistrationReply
from workflows.temporal.client import EngineUnavailable, WorkflowSilent
from workflows.temporal.transport import Gone

APPLICATION = "RETAIL"


@dataclass
class Running:
    """One registration's workflow."""

    start: object
    state: object
    answers: dict = field(default_factory=dict)
    terminated: bool = False


class MemoryRegistrationWorkflowClient:
    """A `RegistrationWorkflowClient` that keeps the registrations itself, and counts what it is asked.

    `away`: nothing arrives. `loses_answers`: what arrives is done, and nobody hears of it. `meanwhile`: called once, when the
    next message has been sent and has not yet arrived. What a workflow writes by itself at its end is not written here.
    """

    def __init__(self):
        self.running, self.told = {}, {}
        self.asked = self.sent = 0
        self.away = self.loses_answers = False
        self.silent = set()
        self.meanwhile: Callable = lambda: None

    def start(self, start, *, user_id):
        self._arrive()
        if start.registration_id in self.running:
            return False
        self.running[start.registration_id] = Running(start, start.state)
        self.told[start.registration_id] = (start.application_id, user_id)
        self._answer()
        return True

    def send(self, registration_id, event, update_id, request_digest):
        self.sent += 1
        self._arrive(registration_id)
        found = self.running.get(registration_id)
        if found is None:
            raise Gone
        if update_id not in found.answers:
            if found.terminated or not found.state.is_open:
                raise Gone
            decision = machine.apply(found.start.terms, found.state, event, now_ms())
            found.state = decision.state
            found.answers[update_id] = RegistrationReply(found.state, request_digest, decision.refusal)
        self._answer()
        return found.answers[update_id]

    def ask(self, registration_id):
        self.asked += 1
        self._arrive(registration_id)
        found = self.running.get(registration_id)
        if found is None:
            return None
        if not found.terminated:
            found.state = machine.expire(found.state, now_ms())
        return found.state

    def _arrive(self, workflow_id=None):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.away:
            raise EngineUnavailable("away")
        if workflow_id in self.silent:
            raise WorkflowSilent("an operator has paused the workflow")

    def _answer(self):
        if self.loses_answers:
            raise EngineUnavailable("no answer in time")


class RegistrationHouse:
    """Registrations and everything around them, at an instant that only `wait` moves. `id` is that of the last created."""

    def __init__(self, database, clock):
        self.database, self.clock, self.workflow_client = database, clock, MemoryRegistrationWorkflowClient()
        self.sealer = Sealer.of(master_key.generate())
        self.applications = Applications(database, self.sealer)
        self.applications.create(APPLICATION, ())
        self.registrations = self.another_process()
        self.id = None

    def another_process(self):
        """On the same database and the same workflows."""
        return Registrations(self.database, self.workflow_client, self.applications, self.sealer, lifetime=120)

    def wait(self, seconds):
        self.clock.tick(timedelta(seconds=seconds))

    def create(self, registration_id=None, **values):
        self.id = registration_id or str(uuid.uuid4())
        wanted = {
            "application_id": APPLICATION,
            "user_id": "roman",
            "commit_phase": CommitPhase.ON_COMMIT,
            "request_digest": "digest",
            **values,
        }
        return self.registrations.create(NewRegistration(self.id, **wanted))

    def exchange(self, code=None, application_id=APPLICATION, **values):
        """A phone answers the code of the last created registration, or another."""
        sent = {"device_public_key": device_key(), "platform": "ios", "name": "a phone", **values}
        code = code or self.stored().row.activation_code
        return self.registrations.exchange_keys(application_id, code, KeyExchange(**sent))

    def keys(self):
        """The keys by version 4.0 in their row, and how many wait with their exchanges."""
        with self.database.read() as session:
            waiting = text("SELECT count(*) FROM v4_key_exchange WHERE registration_id = :id")
            return v4_keys.find(session, self.id), session.connection().execute(waiting, {"id": self.id}).scalar()

    def has_keys(self, brought):
        """Whether the row has the keys that a phone brought, and those of no other phone."""
        row, (stored, waiting) = self.stored().row, self.keys()
        assert waiting == 0
        if "v4" not in brought:
            return stored is None and row.device_public_key == base64_text.encode(brought["device_public_key"])
        opened = V4DeviceKeys(self.sealer).open(stored)
        assert (row.device_public_key, row.algorithm, stored.is_confirmed) == (None, stored.algorithm, False)
        return opened.secret == brought["v4"].secret

    def activate(self, **values):
        self.create(**values)
        self.exchange()
        self.registrations.commit(self.id)

    def get(self):
        return self.registrations.get(self.id)

    def stored(self):
        """The row and its oldest exchange, past the gateway."""
        return registrations.read(self.database, self.id)

    def running(self):
        return self.workflow_client.running[self.id]

    def noted(self):
        """Whether an exchange is on its way."""
        return self.stored().exchange_ms is not None

    def note_lost(self):
        """An exchange was noted, and its request never arrived."""
        with self.database.write() as session:
            lost = key_exchanges.StoredKeyExchange(self.id, uuid.uuid4().hex, "key", "counter", "ios", now_ms())
            key_exchanges.record(session, lost)

    @contextmanager
    def lost_answers(self):
        """What is asked meanwhile is done, and its caller does not hear of it."""
        self.workflow_client.loses_answers = True
        with pytest.raises(EngineUnavailable):
            yield
        self.workflow_client.loses_answers = False

    @contextmanager
    def engine_away(self):
        self.workflow_client.away = True
        with pytest.raises(EngineUnavailable):
            yield
        self.workflow_client.away = False


VERSIONS = ["3.3", *Algorithm]


def brought(version=Algorithm.EC_P384):
    """What a phone brings of its own to an exchange, by a version of the protocol: 4.0 in an algorithm."""
    if version == "3.3":
        return {"device_public_key": device_key(), "protocol": "3.3"}
    request = shared_secret.read(SharedSecretQuestion(version).members)
    agreement = V4Agreement(shared_secret.agree(request), KeyPairs.generate(version), KeyPairs.generate(version).public)
    return {"device_public_key": None, "protocol": "4.0", "v4": agreement}


def device_key():
    """A phone's public key, as phones send it."""
    return elliptic_curve.public_bytes(keys.generate().public_key())


def code(call, *given, **more):
    """The code that a call is refused with, by the machine or the store."""
    with pytest.raises(Refused) as refused:
        call(*given, **more)
    return refused.value.reason
