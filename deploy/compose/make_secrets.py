"""Makes what compose.yaml needs of secrets, once: a folder for each who needs some, its files readable by its user alone.

`python make_secrets.py FOLDER`. What is there is kept; a run that died is finished by the next one. The authority of the
certificates signs these and is forgotten: when one of them is missing or ends soon, all of them are made anew.
"""

import base64
import datetime
import os
import secrets
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# By folder, the user of the image whose container has it mounted: this project's, PostgreSQL's, Temporal's.
USERS = {"nextstep": 10001, "administrator": 10001, "standins": 10001, "postgres": 999, "temporal": 1000}
DATABASE = (
    "postgresql://nextstep:{}@postgres/nextstep?sslmode=verify-full&sslrootcert=/run/secrets/nextstep/authority.pem"
)
CERTIFICATES = ("postgres", "standins")
AUTHORITIES = ("nextstep", "temporal")
VALID, RENEWED = datetime.timedelta(days=365), datetime.timedelta(days=30)


def make(root: Path) -> list[str]:
    """The names of the files that were made."""
    made: list[str] = []

    def keep(name: str, value: bytes) -> bytes:
        """What the file holds: `value`, unless it is there."""
        path = root / name
        if path.exists():
            return path.read_bytes()
        _write(path, value, USERS[path.parent.name])
        made.append(name)
        return value

    database = keep("postgres/nextstep-password", _password())
    keep("nextstep/database-url", DATABASE.format(database.decode()).encode())
    keep("temporal/password", keep("postgres/temporal-password", _password()))
    keep("postgres/superuser-password", _password())
    keep("nextstep/master-key", base64.b64encode(secrets.token_bytes(32)))
    keep("administrator/password", _password())
    signs = b"whsec_" + base64.b64encode(secrets.token_bytes(32))
    keep("standins/otp-sender-secret", keep("nextstep/otp-sender-secret", signs))
    if not _has_certificates(root):
        for name, value in _certificates().items():
            _write(root / name, value, USERS[Path(name).parent.name])
            made.append(name)
    return made


def _password() -> bytes:
    return secrets.token_urlsafe(24).encode()


def _write(path: Path, value: bytes, user: int) -> None:
    """Whole or not at all, and never readable by others."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with open(descriptor, "wb") as file:
        file.write(value)
        if os.geteuid() == 0:
            os.fchown(descriptor, user, user)
    draft.rename(path)


def _has_certificates(root: Path) -> bool:
    needed = [root / user / "tls.key" for user in CERTIFICATES] + [
        root / user / "authority.pem" for user in AUTHORITIES
    ]
    shown = [root / user / "tls.crt" for user in CERTIFICATES]
    if not all(path.exists() for path in (*needed, *shown)):
        return False
    ends = min(x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc for path in shown)
    return ends - datetime.datetime.now(datetime.UTC) > RENEWED


def _certificates() -> dict[str, bytes]:
    """By file: for each service a certificate in its name and the key of it, and the authority for those who ask them."""
    authority, subject = ec.generate_private_key(ec.SECP256R1()), _name("nextstep compose")
    # Python verifies strictly from 3.13 on: who signed has to be told by his key, and what a key is for.
    signer = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer)
    root = (
        _builder(subject, subject, authority)
        .add_extension(x509.BasicConstraints(True, 0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(signer, critical=False)
    )
    root_pem = root.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM)
    found = {f"{user}/authority.pem": root_pem for user in AUTHORITIES}
    for service in CERTIFICATES:
        key = ec.generate_private_key(ec.SECP256R1())
        issued = (
            _builder(_name(service), subject, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(service)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(signed_by, critical=False)
        )
        found[f"{service}/tls.crt"] = issued.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM)
        found[f"{service}/tls.key"] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return found


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + VALID)
    )


if __name__ == "__main__":
    for name in make(Path(sys.argv[1])):
        print(f"made {name}")
