"""Approval of operations without a network, for integration users (`mobile-and-cloud.md` §3.2, §4)."""

from typing import Any

from api.cloud import qr_picture
from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema
from api.http.endpoint import Idempotent, Media
from api.http.schema import Boolean, Integer, List, Secret, String, Word
from api.services import services
from config.vocabulary import RegistrationStatus
from workflows.approval.offline_answers import OfflineOtp, OfflineVerdict
from workflows.approval.offline_qr_codes import OfflineQr

_TAG = "Operations"
ERRORS = ("ERROR_REGISTRATION_NOT_FOUND", "ERROR_OPERATION_NOT_FOUND", "ERROR_OPERATION_STATE_CHANGE")


class OfflineQrQuery(CloudSchema):
    """Whose device scans the QR code; may be left out where the operation's user has one device, and for operations of nobody."""

    registration_id = String(min=1, max=MAX)


class OperationQrCode(CloudSchema):
    """What the QR code shows, and the nonce in it, which is to be sent with the code that the user copies from the phone."""

    operation_qr_code_data = String()
    nonce = String()


class OfflineOtpRequest(CloudSchema):
    """The code as its user typed it: 16 digits, also in two groups of eight or four of four, joined by dashes."""

    otp = Secret(min=1, max=MAX, required=True)
    nonce = String(min=1, max=MAX, required=True)


class VerifyOtpRequest(OfflineOtpRequest):
    """The code as its user typed it, with the device that it comes from and the nonce of the QR code."""

    registration_id = String(min=1, max=MAX, required=True)


class VerifyOtpResponse(CloudSchema):
    """Whether the code was right, and how its device stands now. `remainingAttempts` is the maximum after a right one."""

    otp_valid = Boolean()
    user_id = String()
    registration_id = String()
    registration_status = Word(RegistrationStatus)
    signature_type = String()
    remaining_attempts = Integer()
    flags = List(String())
    application = String()


@api.endpoint(
    "GET /v2/operations/<operation_id>/offline/qr",
    tag=_TAG,
    query=OfflineQrQuery(),
    answer=OperationQrCode(),
    errors=ERRORS,
    media=(qr_picture.SVG, qr_picture.PNG),
)
def get_operation_qr_code(query: dict[str, Any], operation_id: str) -> dict[str, Any] | Media:
    """Get the QR code by which a phone without a network approves a pending operation.

    What the phone verifies of it is by the version of its registration. Of an operation of no user, and without `registrationId`,
    it is for any phone: of protocol 3, or once the application's `leastProtocolVersion` is 4.0, of protocol 4.

    It is the same nonce each time, until a code with it was right. With `Accept` `image/svg+xml` or `image/png` the QR code is
    answered drawn; ask for it as JSON too, for the nonce.
    """
    found = services().offline_qr_codes.qr(operation_id, managed_applications(), query.get("registration_id"))
    return render_qr(found)


@api.endpoint(
    "POST /v2/operations/<operation_id>/offline/otp",
    tag=_TAG,
    idempotent=Idempotent(),
    request=VerifyOtpRequest(),
    answer=VerifyOtpResponse(),
    errors=(*ERRORS, "ERROR_OTP_INVALID"),
)
def verify_operation_otp(body: dict[str, Any], operation_id: str, *, key: str | None) -> dict[str, Any]:
    """Approve a pending operation by the code that its user copied from the phone.

    A wrong code is answered with `otpValid` false, and counts: on the operation, and on the device. What cannot be a code is
    ERROR_OTP_INVALID, and does not.
    """
    otp = OfflineOtp(body["otp"], body["nonce"])
    applications, registration_id = managed_applications(), body["registration_id"]
    return _verdict(services().offline_answers.verify(operation_id, applications, registration_id, otp, key))


def render_qr(code: OfflineQr) -> dict[str, Any] | Media:
    """`OperationQrCode`, or the image that the current request prefers."""
    image = qr_picture.preferred_type()
    if image is not None:
        return qr_picture.draw(code.text, image)
    return {"operationQrCodeData": code.text, "nonce": code.nonce}


def _verdict(verdict: OfflineVerdict) -> dict[str, Any]:
    return {
        "otpValid": verdict.valid,
        "userId": verdict.device.user_id,
        "registrationId": verdict.device.registration_id,
        "registrationStatus": verdict.status,
        "signatureType": verdict.signature_type.upper(),
        "remainingAttempts": verdict.remaining_attempts,
        "flags": list(verdict.device.flags),
        "application": verdict.device.application_id,
    }
