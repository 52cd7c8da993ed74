"""Whom `sslrootcert=system` trusts.

libpq leaves that to OpenSSL. The driver's wheels bring an OpenSSL of their own, which looks into a folder that no system has:
nobody is trusted (`findings/psycopg-binary-trusts-no-system.sh`). In its place the file is named in which the system keeps them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import URL

BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Red Hat, Fedora
    "/etc/pki/tls/certs/ca-bundle.crt",  # their older releases
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)
# OpenSSL's own variables: whoever's library it is, it heeds them.
_HEEDED: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def connect_arguments(url: URL, environ: Mapping[str, str]) -> dict[str, str]:
    """What libpq is told beside the URL; nothing where it knows the system's authorities, or is not asked to trust them."""
    root = _told(url, "sslrootcert") or environ.get("PGSSLROOTCERT")
    mode = _told(url, "sslmode") or environ.get("PGSSLMODE") or "verify-full"
    # A weaker mode libpq refuses beside `system`, and shall.
    if root != "system" or mode != "verify-full" or psycopg.pq.__impl__ != "binary":
        return {}
    if any(environ.get(name) for name in _HEEDED):
        return {}
    found = next((bundle for bundle in BUNDLES if Path(bundle).is_file()), None)
    return {} if found is None else {"sslrootcert": found, "sslmode": mode}


def _told(url: URL, name: str) -> str | None:
    values = url.normalized_query.get(name, ())
    return values[-1] if values else None
