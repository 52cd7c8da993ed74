"""What leaves a process for Temporal is encrypted where the settings say so, and whatever comes back is read."""

import asyncio

import pytest
from pydantic import SecretStr
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.exceptions import ApplicationError

from activities.secrets.payload_cipher import PayloadCipher
from activities.secrets.sealing import Unsealable
from config import master_key
from tests.lone_settings import lone
from tests.workflows.operation.flows import CREATED_MS, shipped
from workflows.operation.machine import begin
from workflows.operation.messages import StartOperation
from workflows.temporal.converter import codec_of, converter_of
from workflows.temporal.payload_encryption import EncryptingCodec, is_encrypted
from workflows.temporal.payloads import CONVERTER

OLD, NEW = master_key.generate(), master_key.generate()
WRAPPED = "vault:v1:abcdef"
SERVICE = {"key_service_url": "https://vault.test/v1/transit/decrypt/nextstep", "key_service_token_file": "/run/token"}
FLOW = shipped("authorize_payment")
START = StartOperation("canary", FLOW, begin(FLOW, CREATED_MS), "digest")


def converter(*keys, on, **settings):
    current, *former = keys
    return converter_of(
        lone(
            master_key=SecretStr(current),
            former_master_keys=SecretStr(",".join(former)),
            payload_encryption=on,
            **settings,
        )
    )


def encoded(by, *values):
    return asyncio.run(by.encode(values))


def decoded(by, payloads, *types):
    return asyncio.run(by.decode(payloads, [*types] or None))


def test_it_is_off_unless_it_is_said():
    assert lone().payload_encryption is False
    assert encoded(converter(NEW, on=False), START) == encoded(CONVERTER, START)


def test_payloads_say_nothing_but_that_they_are_encrypted_and_under_which_key():
    by = converter(NEW, on=True)
    [payload] = encoded(by, START)
    assert dict(payload.metadata) == {
        "encoding": b"binary/encrypted",
        "encryption-key-id": PayloadCipher(NEW).current.encode(),
    }
    assert b"canary" not in payload.SerializeToString()
    assert decoded(by, [payload], StartOperation) == [START]


@pytest.mark.parametrize("value", [None, b"\0bytes", "text", {"a": [1]}])
def test_every_kind_of_value_comes_back(value):
    by = converter(NEW, on=True)
    payloads = encoded(by, value)
    assert is_encrypted(payloads[0])
    assert decoded(by, payloads) == [value]


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (converter(NEW, on=True), converter(NEW, on=False)),
        (converter(NEW, on=False), converter(NEW, on=True)),
        (CONVERTER, converter(NEW, on=True)),
        (converter(OLD, on=True), converter(NEW, OLD, on=True)),
        (converter(OLD, on=True), converter(NEW, OLD, on=False)),
        (converter(NEW, OLD, on=True), converter(NEW, on=True)),
        (converter(OLD, on=True), converter(WRAPPED, OLD, on=True, **SERVICE)),
    ],
    ids=["switched off", "switched on", "before it was", "rotated", "rotated and off", "rotation done", "not opened"],
)
def test_what_others_of_the_installation_wrote_is_read(writer, reader):
    assert decoded(reader, encoded(writer, START), StartOperation) == [START]


@pytest.mark.parametrize("reader", [converter(NEW, on=True), converter_of(lone())], ids=["another key", "no key"])
def test_without_its_key_what_is_encrypted_is_refused(reader):
    with pytest.raises(Unsealable, match="NEXTSTEP_FORMER_MASTER_KEYS"):
        decoded(reader, encoded(converter(OLD, on=True), START))


@pytest.mark.parametrize(
    "settings",
    [
        lone(payload_encryption=True),
        lone(payload_encryption=True, master_key=SecretStr(WRAPPED), former_master_keys=SecretStr(OLD), **SERVICE),
    ],
    ids=["no key", "current key not opened"],
)
def test_nothing_leaves_in_clear_where_it_cannot_be_encrypted(settings):
    with pytest.raises(Unsealable, match="NEXTSTEP_MASTER_KEY"):
        encoded(converter_of(settings), START)


def test_what_is_encrypted_already_is_not_encrypted_again():
    codec = EncryptingCodec(PayloadCipher(NEW), encrypts=True)
    once = codec.as_written(encoded(CONVERTER, START))
    assert codec.as_written(once) == once


def test_what_was_encrypted_and_is_no_payload_is_refused():
    cipher = PayloadCipher(NEW)
    [payload] = EncryptingCodec(cipher, encrypts=True).as_written(encoded(CONVERTER, 1))
    payload.data = cipher.encrypt(b"\xff")[1]
    with pytest.raises(Unsealable, match="no payload"):
        decoded(converter(NEW, on=True), [payload])


def failure_of(by, error):
    found = Failure()

    async def encode():
        try:
            raise error
        except ApplicationError as raised:
            await by.encode_failure(raised, found)

    asyncio.run(encode())
    return found


@pytest.mark.parametrize("reader_on", [True, False])
def test_a_failure_hides_its_words_and_where_it_was_raised_and_keeps_its_type(reader_on):
    error = ApplicationError("canary", {"canary": 1}, type="STEP_NOT_OFFERED")
    found = failure_of(converter(NEW, on=True), error)
    assert b"canary" not in found.SerializeToString()
    assert b"test_payload_encryption" not in found.SerializeToString()
    assert found.application_failure_info.type == "STEP_NOT_OFFERED"
    read = asyncio.run(converter(NEW, on=reader_on).decode_failure(found))
    assert (read.message, read.details, read.type) == ("canary", ({"canary": 1},), "STEP_NOT_OFFERED")


def test_whole_events_are_decrypted_wherever_they_have_payloads():
    by = converter(NEW, on=True)
    event = HistoryEvent()
    started = event.workflow_execution_started_event_attributes
    started.input.payloads.extend(encoded(by, "canary 1", "canary 2"))
    started.memo.fields["note"].CopyFrom(encoded(by, "canary 3")[0])
    started.header.fields["plain"].CopyFrom(encoded(CONVERTER, "plain")[0])
    event.user_metadata.summary.CopyFrom(encoded(by, "canary 4")[0])
    started.continued_failure.CopyFrom(failure_of(by, ApplicationError("canary 5")))
    assert b"canary" not in event.SerializeToString()
    codec_of(lone(master_key=SecretStr(NEW))).decrypt_within(event)
    clear = event.SerializeToString()
    assert all(f"canary {number}".encode() in clear for number in range(1, 6))
    assert b"binary/encrypted" not in clear
    assert started.header.fields["plain"].data == b'"plain"'
