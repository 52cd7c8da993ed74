"""A bank with operations as the API and workflows leave them, and phones that answered."""

import json

from sqlalchemy import text

from activities.audit.sealer import ChainSealer
from activities.audit.trail import database_info
from activities.device.approvals import AUTHORIZE, CANCEL, PhoneChecks
from activities.powerauth.phone_headers import read_authorization
from activities.secrets.sealing import Sealer
from activities.store import operations, templated_operations
from activities.store.database import Database
from activities.store.operations import Operation
from activities.store.signed_requests import SignedRequest
from activities.store.templated_operations import TemplatedOperation
from activities.templates.shipped import load_templates
from api.demo.device.headers import AUTHORIZATION
from config.clock import now_ms
from config.definitions.load import load as load_definitions
from config.settings import load
from config.vocabulary import AuthMethod, AuthStepResult
from locales.catalogs import Catalogs
from tests.activities.device.conftest import Home
from tests.migrated import migrated
from tests.workflows.operation.flows import shipped
from workflows.operation import machine, template_flow
from workflows.operation.model import TakeStep
from workflows.operation.projection import projection

TOKEN = AuthMethod.POWERAUTH_TOKEN
DATA = "A1*A100.00CZK*ICZ6508000000192000145399"
PARAMETERS = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}
EVIL = "</pre><script>alert('x')</script>\u202e\"&"
FLOW = template_flow.flow("authorize_payment", max_failure_count=3, lifetime_ms=300_000)
ATTRIBUTES = [
    {
        "type": "AMOUNT",
        "id": "a",
        "label": "Částka",
        "amount": "100.00",
        "currency": "CZK",
        "valueFormatted": "100,00 Kč",
    },
    {"type": "KEY_VALUE", "id": "b", "label": "Na účet", "value": "CZ65 0800 0000 1920 0014 5399"},
    {"type": "PARTY_INFO", "id": "c", "label": "Komu", "partyInfo": {"name": EVIL}},
    {"type": "HEADING", "id": "d", "label": "Podmínky\u202e"},
]


class Bank:
    """A database with operations as the API and workflows leave them, and phones that answered."""

    def __init__(self):
        settings = load()
        settings.home.mkdir()
        self.sealer = Sealer.of(*settings.master_keys)
        self.database = Database(settings.store_url, info=database_info(self.sealer))
        migrated(self.database, definitions=True)
        assert load_templates(self.database, load_definitions(), Catalogs())
        self.home = Home(self.database, self.sealer)
        self.application = self.home.application()
        self.phone = self.home.phone(self.application, platform="android")
        self._checks = PhoneChecks(self.sealer, self.home.devices.signatures)

    def payment(self, operation_id="pay", *, data=DATA, **values):
        """Of a template, and waiting for a phone."""
        state = machine.begin(FLOW, now_ms(), user_id="roman", eligibility=template_flow.TOKEN_WORKS)
        self._insert(operation_id, "authorize_payment", state, data, **values)
        row = TemplatedOperation(
            operation_id,
            "payment",
            '["mtoken"]',
            "cs",
            '["possession_knowledge"]',
            "",
            3,
            json.dumps(PARAMETERS),
        )
        with self.database.write() as session:
            templated_operations.insert(session, row)
        return state

    def login(self, operation_id="in"):
        """Of a flow, with a form that somebody hostile has filled."""
        state = machine.begin(shipped("login"), now_ms(), user_id="roman")
        message = {"id": "operation.title", "message": EVIL}
        form = {
            "title": message,
            "greeting": {"id": "x", "message": EVIL},
            "summary": {"id": "y", "message": EVIL},
            "banners": [],
            "parameters": [],
            "userInput": {},
        }
        self._insert(operation_id, "login", state, "A2", form_data=json.dumps(form))
        return state

    def _insert(self, operation_id, name, state, data, **values):
        said = projection(operation_id, state)
        row = Operation(
            operation_name=name,
            created_ms=state.created_ms,
            operation_data=data,
            request_digest="",
            **said.columns(),
            **values,
        )
        with self.database.write() as session:
            operations.insert(session, row)

    def answer(self, state, operation_id="pay", *, update_id="update", reject=False, data=DATA):
        """A phone's answer, checked; and the step that follows."""
        resource_id = CANCEL if reject else AUTHORIZE
        asked = {"id": operation_id, "reason": "INCORRECT_DATA"} if reject else {"id": operation_id, "data": data}
        body = json.dumps({"requestObject": asked})
        factors = "possession" if reject else "possession_knowledge"
        header = self.phone.sign("POST", resource_id, body.encode(), factors)[AUTHORIZATION]
        shown = {
            "languages": "cs",
            "operation": {"formData": {"title": "Platba", "message": EVIL, "attributes": ATTRIBUTES}},
        }
        request = SignedRequest(
            operation_id,
            update_id,
            self.phone.registration.activation_id,
            read_authorization(header),
            resource_id,
            body,
            {"data": asked.get("data"), "proximity_otp": None},
            json.dumps({"ipAddress": "203.0.113.9", "userAgent": "App/1.0", "applicationId": "mtoken"}),
            recorded_ms=now_ms(),
            display=json.dumps(shown),
        )
        with self.database.write() as session:
            verdict = self._checks.check_answer(session, request, signature_types=("possession_knowledge",)).verdict
        result = AuthStepResult.AUTH_FAILED
        if verdict.failure is None:
            result = AuthStepResult.CANCELED if reject else AuthStepResult.CONFIRMED
        step = TakeStep(TOKEN, result, request_id=update_id, eligibility=template_flow.TOKEN_WORKS)
        return self.take(state, step, operation_id)

    def take(self, state, step, operation_id, flow=FLOW):
        after = machine.apply(flow, state, step, now_ms())
        with self.database.write() as session:
            operations.project(session, projection(operation_id, after))
        return after

    def seal(self):
        ChainSealer(self.database, self.sealer).seal()

    def sql(self, statement, **values):
        with self.database.write() as session:
            found = session.connection().execute(text(statement), values)
            return found.mappings().all() if found.returns_rows else []
