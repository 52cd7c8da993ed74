"""The certificate that the server shows, with its key: judged, loaded, and loaded again when its files change.

What renews certificates writes files, in its own time and under its own account; it need not know how to tell this server, and no
connection is closed. So each process looks at the files every few seconds, and new connections get what is there then. A
pair that does not fit, which may be half of a renewal, leaves the former one in place.
"""

import logging
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from config.settings import Settings
from config.settings.environment import PREFIX

log = logging.getLogger(__name__)

CERTIFICATE, KEY, PASSWORD = (f"{PREFIX}TLS_{name}" for name in ("CERTIFICATE", "KEY", "KEY_PASSWORD_FILE"))

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
_MAX_BYTES = 1 << 20


class CertificateInvalid(Exception):
    """No TLS can be spoken with these files; the message names the setting, the file and what to do, and no secret."""


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where a certificate with its chain, its key, and the key's password are; the least version of TLS to speak with them."""

    certificate: Path
    key: Path
    password: Path | None
    least: ssl.TLSVersion

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Those of the settings, where they have any."""
        if settings.tls_certificate is None or settings.tls_key is None:
            return None
        return cls(
            settings.tls_certificate, settings.tls_key, settings.tls_key_password_file, _VERSIONS[settings.tls_least]
        )

    def chain(self) -> list[x509.Certificate]:
        """The certificate, then those that vouch for it. Raises `CertificateInvalid`."""
        with suppress(ValueError):
            return x509.load_pem_x509_certificates(_content(CERTIFICATE, self.certificate))
        raise CertificateInvalid(f"{CERTIFICATE}: {self.certificate} holds no certificate in PEM")

    def ends(self) -> datetime:
        """When the certificate does. Raises `CertificateInvalid`."""
        return self.chain()[0].not_valid_after_utc

    def context(self) -> ssl.SSLContext:
        """What TLS is spoken with. Raises `CertificateInvalid`."""
        password = self._password()
        if self._private_key(password).public_key() != self.chain()[0].public_key():
            raise CertificateInvalid(f"{KEY}: {self.key} is not the key of the certificate in {self.certificate}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = self.least
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self.certificate, self.key, password or _nobody_is_asked)
        except (OSError, ValueError) as error:  # an `ssl.SSLError` is one: such as a key that is too short
            reason = getattr(error, "reason", None) or type(error).__name__
            raise CertificateInvalid(f"{CERTIFICATE}: {self.certificate} cannot be used: {reason}") from None
        return context

    def changes(self) -> tuple[object, ...]:
        """Differs when one of the files is another, or was written."""
        return tuple(_stamp(path) for path in (self.certificate, self.key, self.password) if path)

    def _private_key(self, password: bytes | None) -> PrivateKeyTypes:
        content = _content(KEY, self.key)
        try:
            return load_pem_private_key(content, password)
        except TypeError:
            if password is None:
                raise CertificateInvalid(f"{KEY}: {self.key} is encrypted; set {PASSWORD}") from None
            raise CertificateInvalid(f"{PASSWORD}: {self.key} is not encrypted; leave it out") from None
        except (ValueError, UnsupportedAlgorithm):
            wrong = f", or the password in {self.password} is wrong" if password else ""
            raise CertificateInvalid(f"{KEY}: {self.key} holds no private key in PEM{wrong}") from None

    def _password(self) -> bytes | None:
        if self.password is None:
            return None
        if not (found := _content(PASSWORD, self.password).strip(b"\r\n")):
            raise CertificateInvalid(f"{PASSWORD}: {self.password} is empty")
        return found


class Certificate:
    """`context` is for connections that begin now, `until` is when its certificate ends.

    Made before processes are forked, which then go on each with its own. So they share the keys of session tickets until a
    renewal, and one that is forked while the files do not fit has a pair.
    """

    def __init__(self, files: CertificateFiles) -> None:
        """Raises `CertificateInvalid`."""
        self._files, self._changes = files, files.changes()
        self.context, self.until = files.context(), files.ends()

    def renew(self) -> None:
        """Looks at the files, and loads them where they have changed. What is wrong with them is told once, to the log."""
        found = self._files.changes()
        if found == self._changes:
            return
        self._changes = found
        try:
            self.context, self.until = self._files.context(), self._files.ends()
        except CertificateInvalid as unusable:
            log.error("the certificate stays as it is: %s", unusable)
            return
        log.info("the certificate was renewed, and is valid until %s", self.until.isoformat())
        if self.until < datetime.now(UTC):
            log.error("the renewed certificate has expired: callers will refuse it")


def _content(setting: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        raise CertificateInvalid(f"{setting}: {path} cannot be read: {error.strerror}") from None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Of the file that links lead to: those who renew certificates put another link in the place of one."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _nobody_is_asked() -> NoReturn:
    """OpenSSL would ask at the terminal."""
    raise ValueError("the key is encrypted")
