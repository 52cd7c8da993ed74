"""What `nextstep check`, and a server that starts, have to say of the certificate and its key."""

import stat
from datetime import UTC, datetime, timedelta

from api.server.certificate import CERTIFICATE, KEY, PASSWORD, CertificateFiles, CertificateInvalid

SOON = timedelta(days=14)
# The owner's group may read: that is how containers are given a key. Nobody else may, and only the owner writes.
_TOO_MUCH = stat.S_IWGRP | stat.S_IRWXO


def find_problems(files: CertificateFiles, now: datetime | None = None) -> list[str]:
    """A line for each thing that is wrong with the files, or lets others have the key."""
    try:
        files.context()
        certificate = files.chain()[0]
    except CertificateInvalid as unusable:
        return [str(unusable)]
    now = now or datetime.now(UTC)
    found = []
    if certificate.not_valid_after_utc < now:
        found.append(f"{CERTIFICATE}: {files.certificate} expired at {certificate.not_valid_after_utc.isoformat()}")
    if certificate.not_valid_before_utc > now:
        found.append(
            f"{CERTIFICATE}: {files.certificate} is valid only from {certificate.not_valid_before_utc.isoformat()}"
        )
    for setting, path in ((KEY, files.key), (PASSWORD, files.password)):
        if path and (mode := stat.S_IMODE(path.stat().st_mode)) & _TOO_MUCH:
            found.append(f"{setting}: {path} has mode {mode:04o}: others may read or change it; chmod 600 (or 640)")
    return found


def warnings(files: CertificateFiles, now: datetime | None = None) -> list[str]:
    """What will be wrong soon, where nothing is wrong yet."""
    until = files.ends()
    if (now or datetime.now(UTC)) + SOON < until:
        return []
    return [f"{CERTIFICATE}: {files.certificate} expires at {until.isoformat()}"]
