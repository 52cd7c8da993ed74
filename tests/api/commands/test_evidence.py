"""`nextstep evidence`: what a bundle tells of an operation, what it says is missing, and its verification by a key alone."""

import base64
import hashlib
import json
import logging
import os
import re
import shutil
import stat
import subprocess
import zipfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from activities.audit.sealer import ChainSealer
from activities.audit.trail import database_info
from activities.device.approvals import AUTHORIZE, CANCEL, PhoneChecks
from activities.evidence.bundle import MEMBERS, RECORDS, pack
from activities.evidence.keys import EvidenceKey
from activities.powerauth.headers import read_authorization
from activities.secrets.sealing import Sealer
from activities.store import authentications, ended, operations, otps, templated_operations
from activities.store.authentications import Authentication
from activities.store.database import Database
from activities.store.operations import Operation
from activities.store.otps import OneTimePassword
from activities.store.signed_requests import SignedRequest
from activities.store.templated_operations import TemplatedOperation
from activities.templates.shipped import load_templates
from api.commands import nextstep
from api.commands.operator_account import account
from api.demo.device.headers import AUTHORIZATION
from config import master_key
from config.clock import now_ms
from config.definitions.load import load as load_definitions
from config.identity_vocabulary import AuthenticationResult, AuthenticationType
from config.settings import load
from config.vocabulary import AuthMethod, AuthStepResult
from locales.catalogs import Catalogs
from tests.activities.device.conftest import Home
from tests.migrated import migrated
from tests.workflows.operation.flows import shipped
from workflows.operation import machine, template_flow
from workflows.operation.model import StepCheck, TakeStep
from workflows.operation.projection import projection

TOKEN = AuthMethod.POWERAUTH_TOKEN
DATA = "A1*A100.00CZK*ICZ6508000000192000145399"
PARAMETERS = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}
EVIL = "</pre><script>alert('x')</script>\u202e\"&"
FLOW = template_flow.flow("authorize_payment", max_failure_count=3, lifetime_ms=300_000)


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("evidence", *arguments), **more)


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
            operations.insert(session, row, whole=True)

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


@pytest.fixture
def freezer_at(monkeypatch):
    """The moment at which bundles are made."""

    @contextmanager
    def at(moment):
        millis = int(datetime.fromisoformat(moment).timestamp() * 1000)
        with monkeypatch.context() as patch:
            patch.setattr("api.evidence.make.now_ms", lambda: millis)
            yield

    return at


@pytest.fixture
def bank(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    found = Bank()
    yield found
    found.database.close()


def made(operation_id, name="bundle.zip", code=0):
    """The bundle's records by kind, and its page."""
    result = run(operation_id, "--output", name)
    assert result.exit_code == code, result.output
    with zipfile.ZipFile(name) as archive:
        lines = [json.loads(line) for line in archive.read("evidence.jsonl").splitlines()]
        page = archive.read("evidence.html").decode()
    by_kind = {}
    for line in lines:
        by_kind.setdefault(line["record"], []).append(line)
    return by_kind, page


def gaps(by_kind):
    return " ".join(one["text"] for one in by_kind.get("gap", ()))


def test_of_an_approved_payment_the_bundle_tells_what_was_shown_signed_and_found(bank):
    bank.answer(bank.payment(external_transaction_id="PAYMENT-1"))
    bank.seal()
    found, page = made("pay")
    [operation], [answer], [phone] = found["operation"], found["answer"], found["registration"]
    assert (operation["status"], operation["operationData"], operation["externalId"]) == ("APPROVED", DATA, "PAYMENT-1")
    assert operation["parameters"] == PARAMETERS
    assert json.loads(answer["data"])["requestObject"] == {"id": "pay", "data": DATA}
    assert (answer["valid"], answer["signatureType"], answer["counter"]) == (True, "possession_knowledge", 0)
    assert (answer["from"], answer["signatureComputedAgain"]) == (
        {"ipAddress": "203.0.113.9", "userAgent": "App/1.0"},
        True,
    )
    assert len(answer["oneTimeKeys"]) == 2
    assert answer["shown"]["operation"]["formData"]["attributes"] == ATTRIBUTES
    assert phone["devicePublicKey"] == answer["devicePublicKey"]
    assert len(phone["fingerprint"]) == 8
    assert [(one["method"], one["ended"], one["answer"]) for one in found["step"]] == [
        ("INIT", "CONFIRMED", None),
        (TOKEN, "CONFIRMED", "update"),
    ]
    actions = [(one["action"], one["result"], one["problem"]) for one in found["audit"]]
    assert actions == [("OPERATION_CREATE", "OK", None), ("SIGNATURE", "OK", None), ("OPERATION", "APPROVED", None)]
    assert all(one["position"] and one["link"] for one in found["audit"])
    assert "gap" not in found
    assert "form" not in found
    with zipfile.ZipFile("bundle.zip") as archive:
        head = json.loads(archive.read("manifest.json"))["trailHead"]
    assert CliRunner().invoke(nextstep, ("audit", "verify", "--head", head)).exit_code == 0
    assert "100,00 Kč" in page
    assert "the phone and its PIN" in page


def test_of_a_rejection_it_tells_the_reason(bank):
    bank.answer(bank.payment(), reject=True)
    found, page = made("pay")
    assert (found["operation"][0]["status"], found["answer"][0]["signatureType"]) == ("REJECTED", "possession")
    assert json.loads(found["answer"][0]["data"])["requestObject"]["reason"] == "INCORRECT_DATA"
    assert "rejected by the user" in page


def test_wrong_answers_are_told_too(bank):
    state = bank.payment()
    state = bank.answer(state, update_id="other data", data="A1*A999.00CZK")
    bank.phone.pin = "9999"
    state = bank.answer(state, update_id="wrong pin")
    bank.phone.pin = "1234"
    bank.answer(state, update_id="right")
    found, page = made("pay")
    assert {one["id"]: one["failure"] for one in found["answer"]} == {
        "other data": "DATA",
        "wrong pin": "SIGNATURE",
        "right": None,
    }
    assert "over other data than the operation" in page
    assert [one["result"] for one in found["audit"] if one["action"] == "SIGNATURE"] == [
        "OK",
        "SIGNATURE_DOES_NOT_MATCH",
        "OK",
    ]


def test_of_checks_of_passwords_and_codes_it_tells_definitions_and_verdicts_and_no_values(bank):
    state = bank.login()
    right = AuthenticationResult.SUCCEEDED
    with bank.database.write() as session:
        otps.insert(
            session,
            OneTimePassword(
                "code", "SMS_CODE", "roman", "RETAIL", "in", "A2", "98765432", False, "USED", 1, 0, 3, 1, 2, None, 9
            ),
        )
        authentications.insert(
            session,
            Authentication(
                "tried",
                AuthenticationType.CREDENTIAL_OTP,
                "roman",
                "RETAIL",
                "SMS_CODE",
                "code",
                "in",
                right,
                right,
                right,
                2,
            ),
        )
    check = StepCheck("request", "RETAIL", True, 5, "SMS_CODE", True, 3)
    method = state.current.steps[0]
    bank.take(state, TakeStep(method, AuthStepResult.CONFIRMED, user_id="roman", check=check), "in", shipped("login"))
    found, page = made("in")
    [tried], [code] = found["check"], found["code"]
    assert (tried["credential"], tried["credentialResult"], tried["otp"]) == ("RETAIL", "SUCCEEDED", "SMS_CODE")
    assert (code["definition"], code["status"], code["verified"]) == (
        "SMS_CODE",
        "USED",
        "1970-01-01T00:00:00.002Z",
    )
    assert found["step"][1]["checked"]["otpIsRight"] is True
    assert "98765432" not in json.dumps(found) + page


def test_an_operation_that_goes_on_is_told_as_it_stands(bank):
    bank.payment()
    found, page = made("pay")
    assert (found["operation"][0]["status"], found["operation"][0]["ended"]) == ("PENDING", None)
    assert "has not ended" in found["note"][0]["text"]
    [form] = found["form"]
    assert form["language"] == "cs"
    assert "100,00" in json.dumps(form, ensure_ascii=False)
    assert "100,00" in page


def test_of_an_unknown_operation_there_is_no_bundle(bank, tmp_path):
    bank.payment()
    result = run("nothing", "--output", "none.zip")
    assert (result.exit_code, "nothing is known" in result.stderr) == (1, True)
    assert not (tmp_path / "none.zip").exists()


def test_the_same_operation_makes_the_same_bundle_but_for_its_time(bank, freezer_at):
    bank.answer(bank.payment())
    bank.seal()
    with freezer_at("2030-01-01T00:00:00+00:00"):
        first, again = run("pay", "--output", "a.zip"), run("pay", "--output", "b.zip")
    later = run("pay", "--output", "c.zip")
    assert (first.exit_code, again.exit_code, later.exit_code) == (0, 0, 0)
    contents = [Path(name).read_bytes() for name in ("a.zip", "b.zip", "c.zip")]
    assert contents[0] == contents[1] != contents[2]
    records = [zipfile.ZipFile(name).read("evidence.jsonl") for name in ("a.zip", "c.zip")]
    assert records[0] == records[1]


def test_who_made_it_is_audited_and_stands_in_no_bundle(bank):
    bank.payment()
    made("pay")
    [row] = bank.sql("SELECT actor, operation_id FROM audit WHERE action = 'EVIDENCE_MAKE'")
    assert dict(row) == {"actor": f"operator:{account()}", "operation_id": "pay"}
    found, _ = made("pay", "second.zip")
    assert "EVIDENCE_MAKE" not in [one["action"] for one in found["audit"]]


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_the_file_is_its_owners_is_never_replaced_and_is_warned_of(bank, caplog):
    bank.payment("a/../pay")
    with caplog.at_level(logging.DEBUG):
        result = run("a/../pay")
    assert result.exit_code == 0, result.output
    assert "personal data" in result.stdout
    assert stat.S_IMODE(os.stat("evidence-a_.._pay.zip").st_mode) == 0o600
    assert "CZ65" not in caplog.text + result.output
    before = Path("evidence-a_.._pay.zip").read_bytes()
    again = run("a/../pay")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    assert Path("evidence-a_.._pay.zip").read_bytes() == before


DAMAGES = {
    "UPDATE audit SET result = 'FAILED' WHERE action = 'SIGNATURE'": "its content is not what was written",
    "UPDATE audit SET event_data = 'x' WHERE action = 'OPERATION'": "its content is not what was written",
    "UPDATE audit SET link = 'x' WHERE position = 1": "its link does not follow from the row before it",
    "DELETE FROM audit WHERE action = 'OPERATION_CREATE'": "no row of the operation's creation",
    "DELETE FROM audit WHERE action = 'OPERATION'": "no row of the operation's end",
    "UPDATE audit_chain SET position = 7": "the head of the chain is not what was sealed",
    "DELETE FROM audit WHERE position = 1": "the row before it in the chain is missing",
    "DELETE FROM audit_chain": "there is no audit trail",
    "UPDATE signed_request SET evidence = 'v1.x.x'": "what was signed with answer update was changed",
    "UPDATE signed_request SET evidence = NULL": "was not recorded",
    "DELETE FROM signed_request": "by which step 2 was taken is not stored any more",
    "DELETE FROM registration": "is no longer stored",
    "UPDATE operation SET state = '{}'": "the operation's state cannot be read",
    "UPDATE registration SET server_private_key = 'x'": "the key of registration",
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.items(), ids=[*DAMAGES])
def test_what_is_missing_or_damaged_is_told_in_the_bundle_and_by_the_exit_code(bank, damage, said):
    bank.answer(bank.payment())
    bank.seal()
    bank.sql(damage)
    found, page = made("pay", code=1)
    assert said in gaps(found)
    assert "What is missing or damaged" in page
    assert run("verify", "bundle.zip").exit_code == 0
    assert said in run("verify", "bundle.zip").stdout


def test_what_cannot_be_audited_is_not_made(bank):
    bank.answer(bank.payment())
    bank.sql("UPDATE audit_chain SET sealed_key = 'x'")
    result = run("pay", "--output", "bundle.zip")
    assert (result.exit_code, "cannot be audited and signed" in result.stderr) == (1, True)
    assert not Path("bundle.zip").exists()


def test_of_an_operation_that_was_swept_or_erased_the_audits_rows_are_told(bank):
    bank.answer(bank.payment())
    bank.seal()
    with bank.database.write() as session:
        ended.drop_operations(session, ["pay"])
    found, _ = made("pay", code=1)
    assert "no longer stored" in gaps(found)
    assert [one["action"] for one in found["audit"]] == ["OPERATION_CREATE", "OPERATION"]
    assert found.keys() == {"audit", "gap"}


def test_addresses_that_were_dropped_by_their_rule_are_no_damage(bank):
    bank.answer(bank.payment())
    bank.sql("UPDATE signed_request SET caller = NULL")
    found, _ = made("pay")
    assert "NEXTSTEP_RETENTION_CALLERS" in found["note"][0]["text"]


def test_the_page_runs_nothing_loads_nothing_and_hides_nothing(bank):
    bank.answer(bank.payment(data=EVIL), data=EVIL)
    bank.login()
    for name, page in (("pay", made("pay")[1]), ("in", made("in", "in.zip")[1])):
        assert "<script" not in page, name
        assert "\u202e" not in page
        assert "⟨U+202E⟩" in page
        policy, style = (
            re.search('content="(default-src .*?)"', page)[1],
            re.search("<style>(.*)</style>", page, re.S)[1],
        )
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert "http://" not in page
        assert "src=" not in page
        assert ("Podmínky⟨U+202E⟩" in page) == (name == "pay")


def test_verification_needs_no_setting(bank, monkeypatch, tmp_path):
    bank.answer(bank.payment())
    made("pay")
    keys = run("--public-key")
    assert keys.exit_code == 0, keys.output
    (tmp_path / "bank.pem").write_text(keys.stdout)
    monkeypatch.setenv("NEXTSTEP_PORT", "this is no port")
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    monkeypatch.setenv("NEXTSTEP_HOME", "/nonexistent")
    result = run("verify", "bundle.zip", "--public-key", "bank.pem")
    assert result.exit_code == 0, result.output
    assert "whole; of operation pay" in result.stdout
    own = run("verify", "bundle.zip", "--json")
    assert json.loads(own.stdout)["verifiedBy"] == "its own key"


def test_a_bundle_of_a_strangers_moves_no_cursor_and_adds_no_line(bank):
    """Whoever makes it up signs it by a key of his own; what is said of that has to stay readable."""
    bank.payment()
    made("pay")
    with zipfile.ZipFile("bundle.zip") as archive:
        members = {name: archive.read(name) for name in MEMBERS}
    hostile = "pay\x1b[2J\nbundle.zip: whole, by the given key\u202e"
    for gap in ({"text": hostile}, {}):
        content = json.dumps({"record": "gap", **gap}).encode()
        key = EvidenceKey(1, Ed25519PrivateKey.generate())
        Path("stranger.zip").write_bytes(
            pack({**members, RECORDS: content}, {"operationId": hostile, "made": hostile}, key)
        )
        result = run("verify", "stranger.zip")
        assert (result.exit_code, result.stdout.count("\n")) == (0, 3)
        assert not re.search("[\x1b\u202e]", result.stdout)
        assert "pay⟨U+001B⟩[2J⟨U+000A⟩bundle.zip" in result.stdout
        assert "verified by its own key alone" in result.stdout
    with zipfile.ZipFile("stranger.zip", "a") as archive:
        archive.writestr("more\x1b[2J", b"")
    result = run("verify", "stranger.zip")
    assert (result.exit_code, "\x1b" in result.output) == (1, False)


def test_a_changed_bundle_is_refused_and_named(bank):
    bank.payment()
    made("pay")
    with zipfile.ZipFile("bundle.zip") as archive, zipfile.ZipFile("changed.zip", "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            changed.writestr(name, content.replace(b"100.00", b"999.00"))
    result = run("verify", "changed.zip")
    assert (result.exit_code, "is not what was signed" in result.stderr) == (1, True)


def test_after_a_rotation_another_key_signs_and_the_former_one_still_verifies(bank):
    bank.payment()
    made("pay", "before.zip")
    rotated = run("rotate-key", "--yes")
    assert rotated.exit_code == 0, rotated.output
    made("pay", "after.zip")
    Path("bank.pem").write_text(rotated.stdout)
    assert rotated.stdout.count("BEGIN PUBLIC KEY") == 2
    for name, generation in (("before.zip", 1), ("after.zip", 2)):
        told = run("verify", name, "--public-key", "bank.pem", "--json")
        assert (told.exit_code, json.loads(told.stdout)["keyGeneration"]) == (0, generation)
    newest = rotated.stdout.partition("# key 1")[0]
    Path("newest.pem").write_text(newest)
    assert run("verify", "before.zip", "--public-key", "newest.pem").exit_code == 1
    assert [
        row["private_key"] is None for row in bank.sql("SELECT private_key FROM evidence_key ORDER BY generation")
    ] == [
        True,
        False,
    ]
    [row] = bank.sql("SELECT actor FROM audit WHERE action = 'EVIDENCE_KEY_ROTATE'")
    assert row["actor"] == f"operator:{account()}"


def test_a_rotation_is_asked_for(bank):
    assert run("rotate-key", input="n\n").exit_code == 1
    assert bank.sql("SELECT * FROM evidence_key") == []


@pytest.mark.parametrize("arguments", [(), ("make",), ("verify",), ("verify", "nothing.zip"), ("one", "two")])
def test_what_is_no_command_line_is_refused(bank, arguments):
    assert run(*arguments).exit_code == 2


def test_an_operation_may_be_called_as_a_command(bank):
    bank.payment("verify")
    assert run("make", "verify", "--output", "bundle.zip").exit_code == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_a_phones_signature_can_be_followed_by_openssl_as_the_bundle_says(bank):
    bank.answer(bank.payment())
    records, _ = made("pay")
    [answer] = records["answer"]
    secret = bank.application.application_secret
    assert hashlib.sha256(answer["base"].encode()).hexdigest() == answer["baseSha256"]
    assert hashlib.sha256(secret.encode()).hexdigest() == answer["applicationSecretSha256"]
    components = []
    for key in answer["oneTimeKeys"]:
        command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary"]
        signed = f"{answer['base']}&{secret}".encode()
        components.append(subprocess.run(command, input=signed, stdout=subprocess.PIPE, check=True).stdout)
    assert base64.b64encode(b"".join(one[-16:] for one in components)).decode() == answer["signature"]
