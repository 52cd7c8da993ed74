"""What the protocol's requests and answers have in common (`powerauth-protocol.md` §2.3, §8)."""

from marshmallow import fields

from activities.powerauth.v4.algorithm import Algorithm
from api.http.schema import CamelCase, Integer, List, Sparse, String, Word


class EncryptedRequestSchema(CamelCase):
    """An encrypted request. `temporaryKeyId` belongs to 3.3, `timestamp` to 3.2 and later, `nonce` to 3.1 and later."""

    temporary_key_id = String()
    ephemeral_public_key = String(required=True)
    encrypted_data = String(required=True)
    mac = String(required=True)
    nonce = String()
    timestamp = Integer()


class EncryptedResponse(Sparse):
    """An encrypted answer; `nonce` and `timestamp` since 3.2."""

    encrypted_data = String()
    mac = String()
    nonce = String(allow_none=True)
    timestamp = Integer(allow_none=True)


class EncryptedInAnyVersion(CamelCase):
    """An encrypted request of a phone of any version: in 4.0 it has no `ephemeralPublicKey` and no `mac`."""

    temporary_key_id = String()
    ephemeral_public_key = String()
    encrypted_data = String(required=True)
    mac = String()
    nonce = String()
    timestamp = Integer()


class AnsweredInAnyVersion(Sparse):
    """An encrypted answer; in 4.0 without `mac` and `nonce`."""

    encrypted_data = String()
    mac = String(allow_none=True)
    nonce = String(allow_none=True)
    timestamp = Integer(allow_none=True)


class AnyBody(CamelCase):
    """Whatever the signature covers."""


class Jwt(CamelCase):
    """A signed token of claims."""

    jwt = String(required=True, min=1, max=8192)


class ActivationId(CamelCase):
    """A registration, as its phone knows it."""

    activation_id = String(required=True)


class TokenId(CamelCase):
    """A token."""

    token_id = String(required=True, min=1)


class StatusQuestion(CamelCase):
    """Whose status is asked for. The challenge is base64 of 16 bytes, and absent in 3.0."""

    activation_id = String(required=True, min=1)
    challenge = String(max=64)


class StatusReply(Sparse):
    """A status that only its phone can read; there is a nonce where there was a challenge."""

    activation_id = String(required=True)
    encrypted_status_blob = String(required=True)
    nonce = String(allow_none=True)
    custom_object = fields.Dict(allow_none=True)


class ServedApplication(CamelCase):
    """What serves."""

    name = String(required=True)
    version = String(required=True)


class ServerState(CamelCase):
    """The server's clock, in milliseconds, by which phones set theirs."""

    server_time = Integer(required=True)
    application = fields.Nested(ServedApplication, required=True)


class WhoseAlgorithms(CamelCase):
    """The application whose algorithms are asked for, by a key of its apps."""

    application_key = String(min=1, max=64)


class ServerQuestion(CamelCase):
    """What may be asked of the server; all of it may be absent, also the body."""

    request_object = fields.Nested(WhoseAlgorithms, allow_none=True)


class ServerStateWithAlgorithms(ServerState):
    """The server's clock, and the algorithms of protocol 4 that a new registration may be of."""

    supported_algorithms = List(Word(Algorithm, plain=True), required=True)
