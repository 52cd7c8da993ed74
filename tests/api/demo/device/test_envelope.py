"""End-to-end encryption, the phone's side, against the published vectors of all four versions."""

import pytest

from api.demo.device import binding, envelope, points, wire
from api.demo.device.binding import Binding, EncryptionPurpose
from api.demo.device.failures import Untrusted
from api.demo.device.holder import Holder
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.versions import Version
from tests.api.demo.device.published import raw, vectors
from tests.rows import each_row

PURPOSES = {
    "APPLICATION_SCOPE_GENERIC": EncryptionPurpose.GENERIC_APPLICATION,
    "ACTIVATION_LAYER_2": EncryptionPurpose.ACTIVATION,
    "ACTIVATION_SCOPE_GENERIC": EncryptionPurpose.GENERIC_ACTIVATION,
    "UPGRADE": EncryptionPurpose.UPGRADE,
    "VAULT_UNLOCK": EncryptionPurpose.VAULT_UNLOCK,
    "CREATE_TOKEN": EncryptionPurpose.TOKEN_CREATE,
    "CONFIRM_RECOVERY_CODE": EncryptionPurpose.RECOVERY_CONFIRM,
}


class Exchange:
    """A published request with its answer, and the phone's envelope of it: ephemeral private keys are not published, but
    the recipient's side of the key agreement gives the same secret."""

    def __init__(self, bound, recipient, request, response, plaintexts):
        self.request = {name: value for name, value in request.items() if value is not None}
        self.response = response
        self.plain_request, self.plain_response = plaintexts
        point = raw(self.request["ephemeralPublicKey"])
        secret = points.shared_x(points.private_key(raw(recipient)), points.public_key(point))
        self.envelope = envelope.derive(secret, point, bound)
        self.nonce = raw(self.request.get("nonce"))

    def sealed(self):
        return self.envelope.seal(
            self.plain_request, nonce=self.nonce, timestamp_ms=self.request.get("timestamp", 1_700_000_000_000)
        )


def early(file):
    """The exchanges of 3.0 and 3.1, whose vectors have both shared infos as they are."""
    found = vectors(file)
    for case in found["data"]:
        bound = Binding(Version(found["version"]), raw(case["sharedInfo1"]), raw(case["sharedInfo2"]))
        request = {**case["encRequest"], "ephemeralPublicKey": case["ephemeralPublicKey"]}
        plaintexts = raw(case["request"]), raw(case["response"])
        yield Exchange(bound, found["privateKey"], request, case["encResponse"], plaintexts)


def late(file):
    """The exchanges of 3.2 and 3.3, whose binding follows from who sends them."""
    found = vectors(file)
    master = points.public_key(raw(found["masterServerPublicKey"]))
    config = PhoneSdkConfig(found["applicationKey"], found["applicationSecret"], master)
    for case in found["data"]:
        purpose, request = PURPOSES[case["encryptorId"]], case["request"]
        holder = None if purpose.is_of_application else Holder(found["activationId"], raw(found["transportKey"]))
        bound = binding.bind(
            Version(found["version"]), purpose, config=config, holder=holder, temporary_key_id=request["temporaryKeyId"]
        )
        recipient = found["serverPrivateKey"] if holder else found["masterServerPrivateKey"]
        plaintexts = raw(case["plainRequest"]), raw(case["plainResponse"])
        exchange = Exchange(bound, recipient, request, case["response"], plaintexts)
        assert exchange.envelope.binding.associated_data == raw(case["associatedData"])
        assert exchange.envelope.key == raw(case["envelopeKey"])
        yield exchange


EXCHANGES = [
    pytest.param(exchange, id=f"{file[6:9]}-{number}")
    for read, file in [
        (early, "ecies-v30.json"),
        (early, "ecies-v31.json"),
        (late, "ecies-v32.json"),
        (late, "ecies-v33.json"),
    ]
    for number, exchange in enumerate(read(file))
]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_request_is_sealed_as_published(exchange):
    assert exchange.sealed().request == exchange.request


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_published_answer_is_opened(exchange):
    assert exchange.sealed().open(exchange.response) == exchange.plain_response


def altered(value):
    """Another value of the same kind; something where there was nothing."""
    return wire.b64(bytes([raw(value)[0] ^ 1]) + raw(value)[1:]) if isinstance(value, str) else (value or 0) + 1


@each_row("exchange", EXCHANGES)
@each_row("name", ["encryptedData", "mac", "nonce", "timestamp"])
def test_an_altered_answer_is_not_trusted(exchange, name):
    answer = {**exchange.response, name: altered(exchange.response.get(name))}
    with pytest.raises(Untrusted):
        exchange.sealed().open(answer)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_an_answer_lacks_nothing(exchange):
    expected = {"encryptedData", "mac", "nonce", "timestamp"}
    present = {name for name, value in exchange.response.items() if value is not None}
    assert present == (expected if exchange.envelope.binding.version.has_timestamp else {"encryptedData", "mac"})
    for name in present:
        with pytest.raises(Untrusted):
            exchange.sealed().open({**exchange.response, name: None})


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize(("compressed", "length"), [(True, 33), (False, 65)])
def test_each_envelope_has_its_own_key_in_the_form_asked_for(version, compressed, length):
    recipient = points.new_key()
    bound = Binding(version, b"/pa/generic/application", bytes(32))
    one, other = (envelope.address(recipient.public_key(), bound, compressed=compressed) for _ in range(2))
    assert len(one.point) == length
    assert one.point != other.point
    assert envelope.derive(points.shared_x(recipient, points.public_key(one.point)), one.point, bound) == one


@pytest.mark.parametrize("version", [Version.V3_2, Version.V3_3])
def test_an_answer_under_the_requests_nonce_is_not_trusted(version):
    sealed = envelope.address(
        points.new_key().public_key(), Binding(version, b"/pa/upgrade", bytes(32)), compressed=True
    ).seal(b"{}", nonce=bytes(16), timestamp_ms=1)
    answer = {**sealed.request, "ephemeralPublicKey": None}
    with pytest.raises(Untrusted, match="nonce"):
        sealed.open(answer)


def test_the_request_itself_is_no_answer():
    sealed = envelope.address(
        points.new_key().public_key(), Binding(Version.V3_3, b"/pa/upgrade", bytes(32)), compressed=True
    )
    request = sealed.seal(b"{}", nonce=bytes(16), timestamp_ms=1).request
    with pytest.raises(Untrusted, match="MAC"):
        sealed.seal(b"{}", nonce=b"\1" * 16, timestamp_ms=1).open(request)
