"""QR codes of operations, to be scanned by phones without a network (`powerauth-protocol.md` §7.1)."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from activities.device.offline_texts import OfflineTexts
from activities.powerauth import base64_text
from activities.powerauth.offline_qr import NONCE_SIZE, OfflineQrInvalid, OfflineQrTooLong, QrContent
from activities.powerauth.signature_type import SignatureType
from activities.secrets.sealing import Sealer
from activities.store import offline_nonces, operation_templates, signers
from activities.store.database import Database, Session
from activities.store.registrations import Registration
from activities.templates import readable_data
from activities.templates.language import in_language
from activities.templates.offline import takes_codes
from activities.templates.push import title_and_summary
from activities.templates.readable_data import OperationDataInvalid
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import OperationStatus, RegistrationStatus
from workflows.approval.offline_devices import OfflineDevices
from workflows.operation.client.cloud_operations import CloudOperation, CloudOperations


@dataclass(frozen=True, slots=True)
class OfflineQr:
    """The text of a QR code, and the nonce in it, base64, which comes back with the code."""

    text: str
    nonce: str


class OfflineQrCodes:
    """One per process; safe for threads."""

    def __init__(
        self,
        database: Database,
        cloud_operations: CloudOperations,
        devices: OfflineDevices,
        texts: OfflineTexts,
        sealer: Sealer,
    ) -> None:
        self._database = database
        self._operations = cloud_operations
        self._devices = devices
        self._texts = texts
        self._sealer = sealer

    def qr(self, operation_id: str, applications: Collection[str], registration_id: str | None) -> OfflineQr:
        """The QR code of a pending operation for a device: the one named, or the only one of the operation's user.

        Of an operation without a user it is for any device of the application; see `OfflineTexts` for which versions can verify
        it. The nonce is the same until it is used.

        Raises `Refused` OPERATION_NOT_FOUND, OPERATION_NOT_PENDING, REGISTRATION_NOT_FOUND (no such device,
        or it cannot approve), REQUEST_INVALID (the device must be named; the operation is approved by possession alone; it is too
        long, or has what phones cannot read).
        """
        operation = self._operations.get(operation_id, applications)
        if operation.status is not OperationStatus.PENDING:
            raise Refused(Reason.OPERATION_NOT_PENDING)
        check_scannable(operation)
        device = self._devices.find_scanning(operation, applications, registration_id)
        scanner = device.registration_id if device else offline_nonces.NOBODY
        with self._database.write() as session:
            nonce = offline_nonces.serve(
                session,
                operation_id,
                scanner,
                fresh=base64_text.encode(secrets.token_bytes(NONCE_SIZE)),
                expires_ms=operation.view.state.expires_ms,
            )
            title, message = _words(session, operation)
            try:
                content = QrContent(
                    operation_id=operation_id,
                    title=title,
                    message=message,
                    data=operation.view.row.operation_data,
                    flags="B" * _allows_biometry(operation) + operation.pinned_template.risk_flags,
                    nonce=base64_text.decode(nonce),
                    totp=operation.otp,
                )
                text = self._write(session, content, operation, applications, device)
            except OfflineQrTooLong:
                raise Refused(Reason.REQUEST_INVALID, "the operation is too long for a QR code") from None
            except OfflineQrInvalid:
                raise Refused(
                    Reason.REQUEST_INVALID, "the operation's title or message has what no QR code can hold"
                ) from None
            # A dispute asks what the phone showed: that is in the QR code, and in nothing else.
            sealed = self._sealer.seal(text.encode(), *offline_nonces.sealing_context(operation_id, scanner))
            offline_nonces.keep_text(session, operation_id, scanner, sealed)
        return OfflineQr(text, nonce)

    def _write(
        self,
        session: Session,
        content: QrContent,
        operation: CloudOperation,
        applications: Collection[str],
        device: Registration | None,
    ) -> str:
        if device is None:
            return self._texts.for_any(session, content, self._devices.application(operation, applications))
        signer = signers.find(session, device.registration_id)
        if signer is None or signer.status != RegistrationStatus.ACTIVE:
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration not found")
        return self._texts.personalised(session, content, signer)


def check_scannable(operation: CloudOperation) -> None:
    """Raises `Refused` REQUEST_INVALID where the operation has no QR code, and so no code of a phone that scanned it."""
    if not takes_codes(operation.pinned_template.factors):
        raise Refused(
            Reason.REQUEST_INVALID, "the operation is approved by possession alone, without a code: it has no QR code"
        )
    try:
        readable_data.check(operation.view.row.operation_data)
    except OperationDataInvalid as error:
        raise Refused(Reason.REQUEST_INVALID, f"phones could not read the operation from a QR code: {error}") from None


def _allows_biometry(operation: CloudOperation) -> bool:
    return SignatureType.POSSESSION_BIOMETRY in operation.pinned_template.factors


def _words(session: Session, operation: CloudOperation) -> tuple[str, str]:
    """Title and message, as they are pushed. A template without texts still shows what kind of operation it is."""
    texts = in_language(
        operation_templates.push_texts(session, operation.pinned_template.template_name),
        operation.pinned_template.language,
    )
    if texts is None:
        return operation.view.row.operation_name, ""
    return title_and_summary(texts[0], operation.pinned_template.values)
