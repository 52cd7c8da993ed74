"""What requests and answers of version 4.0 have in common (`powerauth-protocol-4.md` §4.2, §4.5)."""

from marshmallow import fields

from api.http.schema import Boolean, CamelCase, Integer, String


class V4EncryptedRequestSchema(CamelCase):
    """An encrypted request. The nonce is base64 of 24 bytes."""

    temporary_key_id = String(required=True)
    encrypted_data = String(required=True)
    nonce = String(required=True)
    timestamp = Integer(required=True)


class V4EncryptedResponse(CamelCase):
    """An encrypted answer."""

    encrypted_data = String(required=True)
    timestamp = Integer(required=True)


class SignedAnswer(CamelCase):
    """A JWS in the general JSON serialisation, as text: signed by each key pair of its algorithm."""

    jwt = String(required=True)


class Confirmation(CamelCase):
    """Whether the phone uses biometry."""

    enable_biometry = Boolean(required=True)


class SignedConfirmation(CamelCase):
    """A confirmation as it is signed."""

    request_object = fields.Nested(Confirmation, required=True)
