"""The certificate of the API, as the commands see it."""

import logging
import ssl

from api.commands.failure import Failed
from config.settings import Settings

log = logging.getLogger(__name__)


def check_certificate(settings: Settings) -> None:
    """`Failed` where no TLS can be spoken with the settings' files; what else is wrong with them goes to the log."""
    from api.server.certificate import CertificateFiles, CertificateInvalid

    if (files := CertificateFiles.of(settings)) is None:
        return
    from api.server.certificate_problems import find_problems, warnings

    try:
        files.context()
    except CertificateInvalid as unusable:
        raise Failed(str(unusable)) from None
    for line in find_problems(files) or warnings(files):
        log.warning("%s", line)


def for_ourselves() -> ssl.SSLContext:
    """For calls of this server to the listener that it has made: whatever name its certificate has, it is ours."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
