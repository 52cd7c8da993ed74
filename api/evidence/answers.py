"""Phones' answers: what was signed, with which keys and counter, what was shown, from where it came, what was found."""

import base64
from typing import Any

from activities.device import answer_evidence
from activities.device.answer_evidence import AnswerEvidence, Recomputed
from activities.device.applications import Applications
from activities.device.device_keys import DeviceKeys
from activities.device.v4.keys import V4DeviceKeys
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import registrations, signers, v4_keys
from activities.store.database import Database
from activities.store.signed_requests import EvidentRequest
from api.evidence.public_keys import members_of, registered
from api.evidence.records import Dossier, RecordKind, instant
from config import exact_json
from workflows.operation.model import OperationState


class Answers:
    """Collects them."""

    def __init__(self, database: Database, sealer: Sealer, applications: Applications) -> None:
        self._database = database
        self._sealer = sealer
        self._applications = applications
        self._keys = DeviceKeys(sealer)
        self._v4_keys = V4DeviceKeys(sealer)

    def collect(self, dossier: Dossier, answers: list[EvidentRequest], state: OperationState | None) -> None:
        """Each answer, and the registration of each phone; what is missing of the steps that phones took."""
        for answer in answers:
            self._collect_answer(dossier, answer)
        for registration_id in sorted({one.registration_id for one in answers}):
            self._collect_registration(dossier, registration_id)
        known = {one.update_id for one in answers}
        for number, entry in enumerate(() if state is None else state.history, 1):
            if entry.request_id is not None and entry.request_id not in known:
                dossier.gaps.append(f"the answer of a phone by which step {number} was taken is not stored any more")

    def _collect_answer(self, dossier: Dossier, answer: EvidentRequest) -> None:
        told: dict[str, Any] = {
            "id": answer.update_id,
            "at": instant(answer.recorded_ms),
            "registrationId": answer.registration_id,
            "from": None if answer.caller is None else exact_json.read(answer.caller),
            "context": exact_json.read(answer.context),
        }
        if answer.caller is None:
            dossier.notes.append(
                f"from where answer {answer.update_id} came is not known: a code brings no address, and addresses are dropped "
                "after NEXTSTEP_RETENTION_CALLERS"
            )
        evidence = self._open(dossier, answer)
        if evidence is not None:
            told |= _signed(evidence) | self._again(dossier, answer, evidence)
        dossier.add(RecordKind.ANSWER, told)

    def _open(self, dossier: Dossier, answer: EvidentRequest) -> AnswerEvidence | None:
        if answer.evidence is None:
            dossier.gaps.append(f"what was signed with answer {answer.update_id} was not recorded")
            return None
        try:
            return answer_evidence.unseal(self._sealer, answer.evidence, dossier.operation_id, answer.update_id)
        except Unsealable:
            dossier.gaps.append(
                f"what was signed with answer {answer.update_id} was changed, or is sealed under another master key"
            )
            return None

    def _again(self, dossier: Dossier, answer: EvidentRequest, evidence: AnswerEvidence) -> dict[str, Any]:
        """The signature computed again from the registration's keys."""
        try:
            again = self._recompute(answer.registration_id, evidence)
        except Unsealable:
            dossier.gaps.append(
                f"the key of registration {answer.registration_id} was changed, or is sealed under another key"
            )
            return {}
        if again is None:
            if evidence.counter is not None:
                dossier.notes.append(
                    f"the signature of answer {answer.update_id} was not computed again: the registration's keys are gone"
                )
            return {}
        if not again.is_of_registration:
            dossier.notes.append(
                f"the keys of answer {answer.update_id} are as they were kept with it: the registration's own are gone, of which "
                "the first of them is made"
            )
        if again.is_same is None:
            dossier.notes.append(
                f"the signature of answer {answer.update_id} was not computed again: the application's secret is gone"
            )
        if again.is_same is False:
            dossier.gaps.append(
                f"the signature of answer {answer.update_id} is not what the registration's keys make of what was signed"
            )
        return {
            "oneTimeKeys": [key.hex() for key in again.one_time_keys],
            "signatureComputedAgain": again.is_same,
        }

    def _recompute(self, registration_id: str, evidence: AnswerEvidence) -> Recomputed | None:
        with self._database.read() as session:
            signer = signers.find(session, registration_id)
            stored = v4_keys.find(session, registration_id)
            version = evidence.application_key and self._applications.version(session, evidence.application_key)
        secret = version.application_secret if version else None
        if evidence.is_version_4:
            is_same = stored is not None and stored.device_public_keys == evidence.device_public_key
            keys = self._v4_keys.open(stored).secret if stored is not None and is_same else None
            return answer_evidence.recompute_v4(evidence, keys, secret)
        has_keys = signer is not None and signer.device_public_key == evidence.device_public_key
        return answer_evidence.recompute(evidence, self._keys.agree(signer) if signer and has_keys else None, secret)

    def _collect_registration(self, dossier: Dossier, registration_id: str) -> None:
        with self._database.read() as session:
            stored = registrations.find(session, registration_id)
            keys = v4_keys.find(session, registration_id)
        if stored is None:
            dossier.gaps.append(f"registration {registration_id} is no longer stored: it was dropped after its removal")
            return
        row = stored.row
        dossier.add(
            RecordKind.REGISTRATION,
            {
                "id": registration_id,
                "applicationId": row.application_id,
                "userId": row.user_id,
                "platform": row.platform,
                "deviceInfo": row.device_info,
                "created": instant(row.created_ms),
                **registered(registration_id, row.device_public_key, row.server_public_key, keys),
            },
        )


def _signed(evidence: AnswerEvidence) -> dict[str, Any]:
    """What was evidence, and what was signed in clear."""
    method, _, nonce, body = (evidence.base or "&&&").split("&")
    return {
        "valid": evidence.failure is None,
        "failure": evidence.failure,
        "registrationStatus": evidence.status,
        "remainingAttempts": evidence.remaining_attempts,
        "method": method,
        "resourceId": evidence.resource_id,
        "nonce": nonce,
        "data": _text(body),
        "base": evidence.base,
        "baseSha256": evidence.base_sha256,
        "applicationSecretSha256": evidence.secret_sha256,
        "applicationKey": evidence.application_key,
        "applicationId": evidence.application_id,
        "userId": evidence.user_id,
        "protocol": evidence.protocol,
        "signatureType": evidence.signature_type,
        "signature": evidence.signature,
        "digits": evidence.digits,
        "counter": evidence.counter,
        "counterData": evidence.ctr_data,
        **members_of(evidence.device_public_key, evidence.server_public_key),
        "shown": None if evidence.display is None else exact_json.read(evidence.display),
        "qrText": evidence.qr_text,
    }


def _text(content: str) -> str | None:
    try:
        return base64.b64decode(content).decode()
    except ValueError:
        return None
