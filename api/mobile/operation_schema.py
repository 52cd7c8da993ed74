"""What phones ask of operations, and what they are answered (document 001; `mobile-and-cloud.md` §1.5)."""

from enum import StrEnum

from marshmallow import ValidationError, fields, validate

from api.http.plain_readers import read_by
from api.http.plain_values import itself
from api.http.schema import CamelCase, List, Secret, Sparse, String, Word
from config.exact_json import write
from config.vocabulary import OperationStatus

_MAX_DATA = 65_536
_MAX_REASON = 255
_MAX_ADDED = 4096


class ProximityCheckType(StrEnum):
    """By what the one-time password came to the phone."""

    QR_CODE = "QR_CODE"
    DEEPLINK = "DEEPLINK"


class Added(fields.Raw):
    """What an app adds of its own: any JSON, bounded in size."""

    @read_by(itself)
    def _deserialize(self, value: object, *args: object, **kwargs: object) -> object:
        if len(write(value)) > _MAX_ADDED:
            raise ValidationError(f"More than {_MAX_ADDED} characters.")
        return value


class OperationId(CamelCase):
    """An operation."""

    id = String(required=True, min=1)


class ProximityCheck(CamelCase):
    """Proof that the phone is where the operation was begun. The timestamps are taken and not looked at."""

    otp = Secret(required=True, max=32)
    type = Word(ProximityCheckType, plain=True)
    timestamp_received = String(max=64)
    timestamp_sent = String(max=64)


class AuthorizeRequest(CamelCase):
    """The approval of an operation: its data, byte for byte as it was read."""

    id = String(required=True, min=1)
    data = String(required=True, max=_MAX_DATA)
    proximity_check = fields.Nested(ProximityCheck)
    mobile_token_data = Added()


class RejectRequest(CamelCase):
    """The rejection of an operation. `reason`: UNKNOWN, INCORRECT_DATA, UNEXPECTED_OPERATION, or the app's own."""

    id = String(required=True, min=1)
    reason = String(max=_MAX_REASON)
    mobile_token_data = Added()


class AuthorizeEnvelope(CamelCase):
    """What is signed."""

    request_object = fields.Nested(AuthorizeRequest, required=True)


class RejectEnvelope(CamelCase):
    """What is signed."""

    request_object = fields.Nested(RejectRequest, required=True)


class AllowedSignatureType(CamelCase):
    """With which factors the operation is approved."""

    type = String(validate=[validate.OneOf(["1FA", "2FA"])])
    variants = List(String())


class MobileFormData(Sparse):
    """What the phone shows, in the reader's language; each attribute has `type`, `id`, `label` and members of its type."""

    title = String()
    message = String()
    attributes = List(fields.Dict())
    result_texts = fields.Dict(allow_none=True)


class MobileOperation(Sparse):
    """An operation as the phone shows it."""

    id = String()
    name = String()
    data = String()
    status = Word(OperationStatus)
    status_reason = String(allow_none=True)
    operation_created = String()
    operation_expires = String()
    allowed_signature_type = fields.Nested(AllowedSignatureType)
    ui = fields.Dict(allow_none=True)
    form_data = fields.Nested(MobileFormData)


class _Answer(CamelCase):
    status = String(validate=[validate.Equal("OK")])


class OperationList(_Answer):
    """Operations that wait for this phone, newest first; `currentTimestamp` is the server's clock."""

    current_timestamp = String()
    response_object = List(fields.Nested(MobileOperation))


class OperationsOfUser(_Answer):
    """Operations of this phone's user, finished or not, newest first."""

    response_object = List(fields.Nested(MobileOperation))


class OneOperation(_Answer):
    """One operation; `currentTimestamp` is the server's clock."""

    current_timestamp = String()
    response_object = fields.Nested(MobileOperation)
