"""What proves a phone's call: a signature, encryption, or both (`powerauth-protocol.md` §2.4, §8).

A wrong signature counts although its call is refused, so it is refused after the transaction.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from activities.device.encryption import Encryption
from activities.device.signatures import Signatures, SignatureVerdict, SignedCall
from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.device.v4.encryption import V4Encryption
from activities.powerauth.ecies import Opened
from activities.powerauth.encrypted_request import EncryptedRequest
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.purpose import Purpose
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.e2ee import V4Opened
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from activities.store import signers
from activities.store.database import Database, Session
from activities.store.signers import Signer

Contents = TypeVar("Contents", Opened, V4Opened)
Changed = TypeVar("Changed")


class Calls:
    """Settles the proofs of calls; one per process."""

    def __init__(
        self, database: Database, encryption: Encryption, v4_encryption: V4Encryption, signatures: Signatures
    ) -> None:
        self._database = database
        self._encryption = encryption
        self._v4_encryption = v4_encryption
        self._signatures = signatures

    def verify(self, call: SignedCall, signature_types: frozenset[SignatureType]) -> SignatureVerdict:
        """Whose call it is. Raises `Unauthorized`; a type that is not accepted is not even looked at, and does not count."""
        _check_type(call, signature_types)
        return _require_valid(self._signatures.check(call))

    def verify_and_change(
        self,
        call: SignedCall,
        signature_types: frozenset[SignatureType],
        change: Callable[[Session, Signer], Changed],
    ) -> tuple[SignatureVerdict, Changed]:
        """The same, and what the call changes is changed in the verdict's transaction.

        So changes follow each other as their proofs do: a delayed one undoes nothing that was asked for since.
        """
        _check_type(call, signature_types)
        with self._database.write() as session:
            verdict, changed = self._settle(session, call, change)
        return _require_valid(verdict), changed[0]

    def open(self, purpose: Purpose, header: EncryptionHeader, request: EncryptedRequest) -> Opened:
        """An encrypted call. Raises `EncryptionFailed`."""
        with self._database.write() as session:
            return self._encryption.open(session, purpose, header, request)

    def open_v4(self, purpose: V4Purpose, header: V4EncryptionHeader, request: V4EncryptedRequest) -> V4Opened:
        """The same by version 4."""
        with self._database.write() as session:
            return self._v4_encryption.open(session, purpose, header, request)

    def open_and_verify(
        self,
        purpose: Purpose,
        header: EncryptionHeader,
        request: EncryptedRequest,
        call: SignedCall,
        signature_types: frozenset[SignatureType],
        *,
        covers_plaintext: bool,
    ) -> tuple[Opened, SignatureVerdict]:
        """A call that is both. The signature covers the encrypted body (`signed.body`), or the plaintext in its place.

        Raises `EncryptionFailed`, before the signature is looked at, and `Unauthorized`. Where the encrypted body is signed, a
        version of the application that is no longer supported is for the signature to fail by.
        Source: `powerauth-protocol.md` §5.4, §8.1.
        """

        def open_it(session: Session) -> Opened:
            return self._encryption.open(session, purpose, header, request, allow_unsupported=not covers_plaintext)

        return self._verify_opened(open_it, call, signature_types, covers_plaintext=covers_plaintext)

    def open_and_change_v4(
        self,
        purpose: V4Purpose,
        header: V4EncryptionHeader,
        request: V4EncryptedRequest,
        call: SignedCall,
        signature_types: frozenset[SignatureType],
        change: Callable[[Session, Signer, bytes], Changed],
    ) -> tuple[V4Opened, SignatureVerdict, Changed]:
        """A call that is encrypted by version 4 and signed too, and what its plaintext changes; see `verify_and_change`.

        Raises as `open_and_verify`; also where it is encrypted and signed by two applications.
        """
        _check_type(call, signature_types)
        if header.application_key != call.header.application_key:
            raise EncryptionFailed(EncryptionFailure.KEY)
        with self._database.write() as session:
            opened = self._v4_encryption.open(session, purpose, header, request)
            verdict, changed = self._settle(
                session, call, lambda session, signer: change(session, signer, opened.plaintext)
            )
        return opened, _require_valid(verdict), changed[0]

    def open_and_verify_v4(
        self,
        purpose: V4Purpose,
        header: V4EncryptionHeader,
        request: V4EncryptedRequest,
        call: SignedCall,
        signature_types: frozenset[SignatureType],
        *,
        covers_plaintext: bool,
    ) -> tuple[V4Opened, SignatureVerdict]:
        """The same by version 4, in which no version of the application that is not supported has a temporary key."""

        def open_it(session: Session) -> V4Opened:
            return self._v4_encryption.open(session, purpose, header, request)

        return self._verify_opened(open_it, call, signature_types, covers_plaintext=covers_plaintext)

    def _settle(
        self, session: Session, call: SignedCall, change: Callable[[Session, Signer], Changed]
    ) -> tuple[SignatureVerdict, list[Changed]]:
        """The verdict, and what was changed by it; nothing where it is not valid."""
        signer = signers.lock(session, call.header.activation_id)
        verdict = self._signatures.check_locked(session, call, signer)
        return verdict, [change(session, signer)] if verdict.valid and signer is not None else []

    def _verify_opened(
        self,
        open_it: Callable[[Session], Contents],
        call: SignedCall,
        signature_types: frozenset[SignatureType],
        *,
        covers_plaintext: bool,
    ) -> tuple[Contents, SignatureVerdict]:
        _check_type(call, signature_types)
        with self._database.write() as session:
            opened = open_it(session)
            whole = replace(call, body=opened.plaintext) if covers_plaintext else call
            signer = signers.lock(session, whole.header.activation_id)
            verdict = self._signatures.check_locked(session, whole, signer)
        return opened, _require_valid(verdict)


def _check_type(call: SignedCall, signature_types: frozenset[SignatureType]) -> None:
    if call.header.signature_type not in signature_types:
        raise Unauthorized(ProofFailure.SIGNATURE_TYPE)


def _require_valid(verdict: SignatureVerdict) -> SignatureVerdict:
    if not verdict.valid:
        raise Unauthorized(ProofFailure.SIGNATURE)
    return verdict
