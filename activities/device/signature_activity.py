"""The check of a signature as an activity: it may run twice, and moves the counters once."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now_ms
from activities.device.signatures import Signatures, SignedRequest, Verdict
from activities.powerauth import base64_text
from activities.powerauth.header_attributes import HeaderInvalid
from activities.powerauth.headers import read_authorization
from activities.store import signers, verdicts
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Whose signature is to be checked, of what, and for which update of which workflow.

    `authorization` is the header's text, `body` base64 of the bytes as they were sent.
    """

    workflow_id: str
    update_id: str
    authorization: str
    method: str
    resource_id: str
    body: str = field(repr=False)

    @property
    def digest(self) -> str:
        """What tells this request from another under the same id."""
        parts = (self.authorization, self.method, self.resource_id, self.body)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class SignatureActivities:
    """Holds what the check needs."""

    def __init__(self, database: Database, signatures: Signatures) -> None:
        self._database = database
        self._signatures = signatures

    @activity.defn(name="check_signature")
    def check_signature(self, check: SignatureCheck) -> Verdict:
        """The verdict of the first run under the update's id, recorded in the transaction that moved the counters.

        Raises `ApplicationError`, not to be retried: SIGNATURE_MALFORMED, and REQUEST_CHANGED where another request had the id.
        """
        try:
            header = read_authorization(check.authorization)
            body = base64_text.decode(check.body)
        except (HeaderInvalid, base64_text.Base64Invalid) as error:
            raise ApplicationError(str(error), type="SIGNATURE_MALFORMED", non_retryable=True) from None
        with self._database.write() as session:
            # Two runs at once: the second waits here, and then finds what the first recorded.
            signers.locked(session, header.activation_id)
            known = verdicts.find(session, check.workflow_id, check.update_id)
            if known is not None:
                return _repeated(check, known)
            signed = SignedRequest(header, check.method, check.resource_id, body)
            verdict = self._signatures.checked(session, signed)
            said = json.dumps(asdict(verdict))
            verdicts.note(
                session, verdicts.Verdict(check.workflow_id, check.update_id, check.digest, said, noted_ms=now_ms())
            )
            return verdict


def _repeated(check: SignatureCheck, known: verdicts.Verdict) -> Verdict:
    if known.request_digest != check.digest:
        raise ApplicationError("another request had this id", type="REQUEST_CHANGED", non_retryable=True)
    said = json.loads(known.verdict)
    return Verdict(**said | {"flags": tuple(said["flags"])})
