"""What is kept of a phone's answer for a dispute, written with the verdict and sealed."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from activities.device import answer_evidence
from activities.device.approvals import CANCEL
from activities.device.device_keys import DeviceKeys
from activities.device.v4.keys import V4DeviceKeys
from activities.master_keys.resealing import reseal
from activities.powerauth import base64_text
from activities.powerauth.v4.factor_keys import ReplaceableKey
from activities.powerauth.v4.kmac import kmac256
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import offline_nonces, signed_requests, signers, v4_keys
from api.demo.device.signing import Factors
from config import master_key
from tests.activities.device.desk import DATA, Desk
from tests.activities.device.scanned import NONCE, Asked


def kept(home, workflow_id, update_id="update"):
    with home.database.read() as session:
        [row] = [one for one in signed_requests.list_evident(session, workflow_id) if one.update_id == update_id]
    return answer_evidence.unseal(home.sealer, row.evidence, workflow_id, update_id)


def again(home, phone, found, secret):
    if found.is_version_4:
        keys = V4DeviceKeys(home.sealer).open(home.v4_keys(phone)).secret
        return answer_evidence.recompute_v4(found, keys, secret)
    with home.database.read() as session:
        signer = signers.find(session, phone.registration.activation_id)
    return answer_evidence.recompute(found, DeviceKeys(home.sealer).agree(signer), secret)


@pytest.fixture(params=["3.0", "3.1", "3.2", "3.3", "4.0"])
def desk(request, home, application):
    return Desk(home, home.phone(application, version=request.param))


@pytest.mark.parametrize("factors", ["possession_knowledge", "possession_biometry"])
def test_of_an_approval_all_is_kept_that_its_signature_is_made_of(home, application, desk, factors):
    request = replace(desk.noted(factors=factors), display='{"operation":{}}')
    assert desk.run(request).failure is None
    found = kept(home, "operation")
    row = home.row(desk.phone)
    method, resource, nonce, body = found.base.split("&")
    assert (method, base64.b64decode(resource), base64.b64decode(body).decode()) == (
        "POST",
        b"/operation/authorize",
        request.body,
    )
    assert base64.b64decode(nonce) == request.header.nonce
    assert (found.signature, found.signature_type, found.protocol) == (
        request.header.signature,
        factors,
        request.header.version,
    )
    assert (found.counter, found.failure, found.status, found.user_id) == (0, None, "ACTIVE", "roman")
    owner = home.v4_keys(desk.phone) or row
    names = ("device_public_key", "server_public_key")
    assert [getattr(found, name) for name in names] == [
        getattr(owner, name, None) or getattr(owner, f"{name}s") for name in names
    ]
    assert found.secret_sha256 == hashlib.sha256(application.application_secret.encode()).hexdigest()
    assert found.display == '{"operation":{}}'
    assert application.application_secret not in found.base


def test_the_counter_is_that_of_the_signatures_position(home, desk):
    desk.noted("lost")
    desk.noted("lost too")
    assert desk.run(desk.noted()).failure is None
    assert kept(home, "operation").counter == 2


def test_the_signature_is_computed_again_from_the_registrations_keys_and_by_its_one_time_keys_alone(
    home, application, desk
):
    desk.run(desk.noted())
    found = kept(home, "operation")
    made = again(home, desk.phone, found, application.application_secret)
    assert made.is_same is True
    signed = f"{found.base}&{application.application_secret}".encode()
    if found.is_version_4:
        parts = [kmac256(key, signed, custom="PA4CODE") for key in made.one_time_keys]
        assert base64.b64encode(b"".join(parts)).decode() == found.signature
        return
    parts = [hmac.digest(key, signed, "sha256") for key in made.one_time_keys]
    if found.digits is None:
        assert base64.b64encode(b"".join(part[16:] for part in parts)).decode() == found.signature
    else:
        numbers = [str((int.from_bytes(part[-4:], "big") & 0x7FFFFFFF) % 10**found.digits).zfill(8) for part in parts]
        assert "-".join(numbers) == found.signature


def test_a_code_of_version_4_is_followed_though_the_pins_key_is_another_by_now(home, application):
    desk = Desk(home, home.phone(application, version="4.0"))
    desk.run(desk.noted())
    found = kept(home, "operation")
    stored, keys = home.v4_keys(desk.phone), home.factor_keys(desk.phone)
    sealed = V4DeviceKeys(home.sealer).seal_factor_keys(stored, replace(keys, knowledge=ReplaceableKey(bytes(32))))
    with home.database.write() as session:
        v4_keys.replace_factor_keys(session, stored.registration_id, sealed, biometry_enabled=True)
    secret = application.application_secret
    assert again(home, desk.phone, found, secret).is_same is True
    other = home.phone(application, version="4.0")
    assert again(home, other, found, secret).is_same is False
    forged = replace(found, one_time_keys=(found.one_time_keys[0], base64_text.encode(bytes(32))))
    assert again(home, desk.phone, forged, secret).is_same is False


@pytest.mark.parametrize("version", ["3.0", "3.3"])
def test_a_signature_is_followed_though_its_registrations_keys_are_gone(home, application, version):
    desk = Desk(home, home.phone(application, version=version))
    desk.run(desk.noted())
    found, secret = kept(home, "operation"), application.application_secret
    made = again(home, desk.phone, found, secret)
    assert made.is_of_registration
    assert answer_evidence.recompute(found, None, secret) == replace(made, is_of_registration=False)
    forged = replace(found, one_time_keys=(*found.one_time_keys[:-1], base64_text.encode(bytes(32))))
    assert answer_evidence.recompute(forged, None, secret).is_same is False
    assert answer_evidence.recompute(found, None, "another secret").is_same is None


def test_another_signature_or_text_is_not_what_the_keys_make(home, application, desk):
    desk.run(desk.noted())
    found = kept(home, "operation")
    body = base64.b64encode(b'{"requestObject":{"id":"operation","data":"A1*A999CZK"}}').decode()
    other = replace(found, base="&".join([*found.base.split("&")[:3], body]))
    assert again(home, desk.phone, other, application.application_secret).is_same is False
    assert again(home, desk.phone, replace(found, signature="x"), application.application_secret).is_same is False
    assert again(home, desk.phone, found, "another secret").is_same is None


@pytest.mark.parametrize(
    ("request_", "failure"),
    [
        ({"data": "A1*A101CZK"}, "DATA"),
        ({"factors": "possession"}, "FACTOR"),
        ({"factors": "possession", "resource_id": CANCEL}, None),
    ],
    ids=["other data", "too few factors", "rejection"],
)
def test_what_was_rightly_signed_is_kept_whatever_came_of_it(home, desk, request_, failure):
    desk.run(desk.noted(**request_))
    found = kept(home, "operation")
    assert (found.failure, found.counter) == (failure, 0)


def test_of_a_wrong_signature_is_kept_what_it_should_have_been_of(home, desk):
    desk.phone.pin = "9999"
    request = desk.noted()
    desk.run(request)
    found = kept(home, "operation")
    assert (found.failure, found.counter, found.ctr_data, found.secret_sha256) == ("SIGNATURE", None, None, None)
    assert base64.b64decode(found.base.split("&")[3]).decode() == request.body
    assert again(home, desk.phone, found, None) is None


def test_a_copy_leaves_what_is_kept_as_it_is(home, desk):
    request = desk.noted()
    desk.run(request)
    before = kept(home, "operation")
    desk.run(replace(request, display="another"))
    assert kept(home, "operation") == before


def test_a_body_that_no_app_sends_is_kept_as_its_digest(home, desk):
    desk.run(desk.noted(mobileTokenData={"filler": "x" * 65_536}))
    found = kept(home, "operation")
    assert (found.base, found.failure, found.counter) == (None, None, 0)
    assert len(found.base_sha256) == 64


def test_it_costs_no_statement(home, desk, monkeypatch):
    whole = home.statements(lambda: desk.run(desk.noted("first")))
    record = signed_requests.record
    monkeypatch.setattr(signed_requests, "record", lambda session, request, _evidence: record(session, request))
    assert home.statements(lambda: desk.run(desk.noted("second"))) == whole


def test_it_is_bound_to_its_answer_and_moves_with_the_master_key(home, desk):
    desk.run(desk.noted("one"))
    desk.run(desk.noted("two"))
    with home.database.read() as session:
        [sealed] = [
            one.evidence for one in signed_requests.list_evident(session, "operation") if one.update_id == "one"
        ]
    with pytest.raises(Unsealable):
        answer_evidence.unseal(home.sealer, sealed, "operation", "two")
    fresh = Sealer.of(master_key.generate())
    told = {}
    reseal(home.database, Sealer((*fresh._keys, *home.sealer._keys)), told.__setitem__)
    assert told["signed_request"] == 2
    with home.database.read() as session:
        [row, _] = signed_requests.list_evident(session, "operation")
    assert answer_evidence.unseal(fresh, row.evidence, "operation", row.update_id).signature_type


@pytest.mark.parametrize("version", ["3.2", "4.0"])
def test_of_a_code_is_kept_what_was_scanned_and_what_the_code_is_of(home, application, version):
    phone = home.phone(application, version=version)
    asked = Asked(home, phone)
    sealed = home.sealer.seal(b"the text", *offline_nonces.sealing_context("one", asked.registration_id))
    with home.database.write() as session:
        offline_nonces.keep_text(session, "one", asked.registration_id, sealed)
    code = asked.code(Factors.POSSESSION_BIOMETRY)
    asked.noted(code)
    assert asked.run().failure is None
    found = kept(home, "one")
    _, resource, nonce, body = found.base.split("&")
    assert (base64.b64decode(resource), nonce) == (b"/operation/authorize/offline", NONCE)
    assert base64.b64decode(body) == b"one&A2"
    assert (found.signature, found.digits, found.protocol) == (code, 8, None)
    assert (found.signature_type, found.counter, found.qr_text) == ("possession_biometry", 0, "the text")
    assert again(home, phone, found, None).is_same is True


@pytest.mark.parametrize("nonce", [NONCE, base64_text.encode(bytes(16))])
def test_of_a_wrong_code_is_kept_what_it_should_have_been_of(home, phone, nonce):
    asked = Asked(home, phone)
    asked.noted("00000000-00000000", nonce=nonce)
    asked.run()
    found = kept(home, "one")
    assert (found.failure, found.counter, found.base.split("&")[2]) == ("SIGNATURE", None, nonce)


def test_nothing_of_it_is_stored_in_clear(home, desk):
    request = replace(desk.noted(), display=json.dumps({"amount": "ONE HUNDRED"}))
    desk.run(request)
    with home.database.read() as session:
        [row] = session.connection().execute(text("SELECT * FROM signed_request")).mappings().all()
    assert not [secret for secret in (request.header.signature, DATA, "ONE HUNDRED") if secret in str(dict(row))]
