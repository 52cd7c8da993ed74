"""What phones verify of a QR code, by the version that they are of (`powerauth-protocol-4.md` §11)."""

import pytest

from activities.device.device_keys import DeviceKeys
from activities.device.offline_texts import OfflineTexts
from activities.powerauth import base64_text, keys
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.offline_qr import QrContent
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.activation_keys import ActivationKey
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.kmac import kmac256
from activities.store import signers
from config.reasons import Reason
from config.refused import Refused

CONTENT = QrContent("id", "Title", "Message", "A2", "B", bytes(16))


@pytest.fixture
def texts(home):
    return OfflineTexts(home.sealer, home.applications)


def split(text):
    """What is signed, the type of the key, and what the phone verifies."""
    signed, _, rest = text.rpartition("\n")
    signed = f"{signed}\n{rest[0]}"
    return signed.encode(), rest[0], base64_text.decode(rest[1:])


def personalised(home, texts, phone):
    with home.database.read() as session:
        return split(texts.personalised(session, CONTENT, signers.find(session, phone.registration.activation_id)))


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_phone_of_version_4_verifies_a_mac_by_a_key_of_its_own(home, application, texts, algorithm):
    phone = home.phone(application, version="4.0", v4={"algorithm": algorithm})
    signed, key_type, mac = personalised(home, texts, phone)
    assert key_type == "2"
    assert mac == kmac256(phone.secret.derive(ActivationKey.MAC_PERSONALISED_DATA), signed, custom="PA4MAC-QR")


def test_a_phone_of_version_3_verifies_a_signature_by_its_servers_key(home, application, texts):
    phone = home.phone(application, version="3.3")
    signed, key_type, signature = personalised(home, texts, phone)
    with home.database.read() as session:
        server = DeviceKeys(home.sealer).server(signers.find(session, phone.registration.activation_id))
    assert key_type == "1"
    assert keys.is_signed(server.public_key(), data=signed, signature=signature)


def test_a_phone_of_version_3_scans_nothing_once_its_application_serves_version_4_alone(home, application, texts):
    phone = home.phone(application, version="3.1", protocol="3.1")
    home.applications.change(application.application_id, least_protocol=LeastProtocol.V3_3)
    assert personalised(home, texts, phone)[1] == "1"
    home.applications.change(application.application_id, least_protocol=LeastProtocol.V4_0)
    with pytest.raises(Refused) as refused:
        personalised(home, texts, phone)
    assert refused.value.reason is Reason.REGISTRATION_NOT_FOUND


def test_a_phone_that_has_not_confirmed_its_activation_scans_nothing(home, application, texts):
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False})
    with pytest.raises(Refused) as refused:
        personalised(home, texts, phone)
    assert refused.value.reason is Reason.REGISTRATION_NOT_FOUND


@pytest.mark.parametrize("least", ["3.1", "3.3", "4.0"])
def test_a_text_for_any_phone_is_for_the_oldest_that_the_application_serves(home, texts, least):
    home.application("bank", least_protocol=LeastProtocol(least))
    with home.database.read() as session:
        signed, key_type, signature = split(texts.for_any(session, CONTENT, "bank"))
        p256, p384 = home.applications.master_key(session, "bank"), home.applications.v4_master_key(session, "bank")
    assert key_type == "0"
    assert keys.is_signed(p256.public_key(), data=signed, signature=signature) is (least != "4.0")
    assert ecdsa.is_signed(p384.public_key(), data=signed, signature=signature) is (least == "4.0")
