"""The check of a phone's answer to an operation, as a local activity: it may run twice, and moves the counters once.

Source: reference `mobile-and-cloud.md` §1.2 (1 to 6); for codes that people copy from their phones, §4. The request itself was
noted in SQL by the door: amounts, accounts and addresses stay out of histories, which hear ids and constants only.
"""

import json
from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.audit import origin
from activities.audit.origin import DEVICE, Origin
from activities.device import phone_verdicts, signatures
from activities.device.device_keys import DeviceKeys
from activities.device.offline_codes import OfflineCode, OfflineCodes
from activities.device.phone_verdicts import Obstacle, PhoneCheck, PhoneVerdict
from activities.device.proximity import Proximity
from activities.device.signatures import Signatures, Verdict
from activities.operation_audience import is_heard
from activities.powerauth import base64_text, json_object, offline
from activities.powerauth.equality import same
from activities.powerauth.header_attributes import HeaderInvalid
from activities.powerauth.headers import read_authorization
from activities.powerauth.json_object import JsonInvalid
from activities.powerauth.signature_type import SignatureType
from activities.sealing import Sealer
from activities.store import offline_nonces, operations, signed_requests, signers, templated_operations
from activities.store.database import Database, Session
from activities.store.signed_requests import SignedRequest
from activities.store.signers import Signer
from activities.store.templated_operations import TemplatedOperation

AUTHORIZE, CANCEL, OFFLINE = "/operation/authorize", "/operation/cancel", offline.RESOURCE_ID
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a phone answers to: an operation's data, and what its template said of it; null where there is none."""

    operation_id: str
    accepted: tuple[str, ...] | None
    data: str | None
    user_id: str | None
    templated: TemplatedOperation | None


class PhoneActivities:
    """Holds what the check needs."""

    def __init__(self, database: Database, sealer: Sealer, checker: Signatures) -> None:
        self._database = database
        self._proximity = Proximity(sealer)
        self._signatures = checker
        self._codes = OfflineCodes(checker, DeviceKeys(sealer))

    @activity.defn(name="check_phone")
    def check_phone(self, check: PhoneCheck) -> PhoneVerdict:
        """The verdict of the first run for the update, recorded in the transaction that moved the counters.

        Raises `ApplicationError`, not to be retried: REQUEST_UNKNOWN, where the door noted no such request; OPERATION_NOT_VALID,
        where this very code was right before: that is not counted.
        """
        with self._database.write() as session:
            request = signed_requests.find(session, check.operation_id, check.update_id)
            if request is None:
                raise ApplicationError("no such request was noted", type="REQUEST_UNKNOWN", non_retryable=True)
            # Two runs at once: the second waits here, and then finds what the first recorded.
            signer = signers.locked(session, request.registration_id)
            verdict = phone_verdicts.known(session, check)
            if verdict is None:
                verdict = self._first(session, check, request, signer)
            return phone_verdicts.unless_overtaken(session, check, verdict)

    def _first(
        self, session: Session, check: PhoneCheck, request: SignedRequest, signer: Signer | None
    ) -> PhoneVerdict:
        with origin.assumed(Origin(DEVICE, "POST", request.resource_id, request_id=request.request_id)):
            verdict = self._checked(session, check, request, signer)
        phone_verdicts.note(session, check, verdict)
        return verdict

    def _checked(
        self, session: Session, check: PhoneCheck, request: SignedRequest, signer: Signer | None
    ) -> PhoneVerdict:
        asked = _asked(session, check)
        if request.resource_id == OFFLINE:
            found, obstacle = self._code(session, asked, request, signer)
        else:
            found, obstacle = self._signature(session, asked, request)
        return PhoneVerdict(
            obstacle=obstacle,
            registration_id=found.registration_id,
            signature_type=found.signature_type,
            status=found.status,
            remaining_attempts=found.remaining_attempts,
            is_heard=is_heard(session, asked.user_id or found.user_id, asked.templated),
            user_id=found.user_id,
            application_id=found.application_id,
        )

    def _signature(self, session: Session, asked: _Asked, request: SignedRequest) -> tuple[Verdict, Obstacle | None]:
        try:
            header = read_authorization(request.authorization)
        except HeaderInvalid as error:  # the door reads headers before it notes requests
            raise ApplicationError(error.reason, type="REQUEST_UNKNOWN", non_retryable=True) from None
        signed = signatures.SignedRequest(header, "POST", request.resource_id, request.body.encode())
        found = self._signatures.checked(session, signed)
        if not found.valid:
            return found, Obstacle.SIGNATURE
        approves = request.resource_id == AUTHORIZE
        return found, self._obstacle(asked, request, found.signature_type) if approves else None

    def _code(
        self, session: Session, asked: _Asked, request: SignedRequest, signer: Signer | None
    ) -> tuple[Verdict, Obstacle | None]:
        """A code is of the operation's own data; its nonce is used up by a code that is right, and by no other."""
        if signer is None or asked.data is None:  # the door reads both before it notes requests
            raise ApplicationError("no such registration or operation", type="REQUEST_UNKNOWN", non_retryable=True)
        if phone_verdicts.was_right(session, request):
            # Its workflow may not know yet: a task that came to nothing is done again, and not in the same order.
            raise ApplicationError("this code was right before", type="OPERATION_NOT_VALID", non_retryable=True)
        said = json.loads(request.body)
        unused = offline_nonces.unused(session, asked.operation_id, signer.registration_id)
        nonce = next((one for one in unused if same(one, said["nonce"])), None)
        accepted = asked.accepted or ()
        code = OfflineCode(
            operation_id=asked.operation_id,
            data=asked.data,
            code=said["otp"],
            nonce=None if nonce is None else base64_text.decode(nonce),
            biometry_allowed=SignatureType.POSSESSION_BIOMETRY in accepted,
            totps=self._proximity.passwords(asked.templated),
        )
        found = self._codes.checked(session, signer, code)
        if nonce is None or not found.valid:
            return found, Obstacle.SIGNATURE
        offline_nonces.use(session, asked.operation_id, nonce)
        # Where possession is enough, so is more.
        enough = {found.signature_type, SignatureType.POSSESSION} & set(accepted)
        return found, None if enough else Obstacle.FACTOR

    def _obstacle(self, asked: _Asked, request: SignedRequest, signature_type: str) -> Obstacle | None:
        """What keeps a rightly signed approval from being one (§1.2, 6)."""
        said = _said(request.body)
        data = said.get("data")
        if asked.data is None or not isinstance(data, str) or not same(data, asked.data):
            return Obstacle.DATA
        if asked.accepted is not None and signature_type not in asked.accepted:
            return Obstacle.FACTOR
        return None if self._proximity.is_proved(asked.templated, said) else Obstacle.PROXIMITY


def _asked(session: Session, check: PhoneCheck) -> _Asked:
    stored = operations.find(session, check.operation_id)
    return _Asked(
        operation_id=check.operation_id,
        accepted=check.accepted,
        data=stored.row.operation_data if stored else None,
        user_id=stored.row.user_id if stored else None,
        templated=templated_operations.find(session, check.operation_id),
    )


def _said(body: str) -> dict[str, object]:
    try:
        said = json_object.read(body.encode(), most_bytes=_MOST_BYTES).get("requestObject")
    except JsonInvalid:  # the door reads bodies before it notes requests
        return {}
    return said if isinstance(said, dict) else {}
