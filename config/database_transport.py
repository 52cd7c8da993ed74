"""Whether what goes to PostgreSQL can be read on the way, or may go to somebody else, by what libpq makes of the URL."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

# What makes libpq encrypt without knowing for whom.
_UNVERIFIED = {
    "require": "whoever answers is taken for the database",
    "verify-ca": "any server with a certificate of the same authority is taken for the database",
}
# Behind a host of the query its port may stand; an IPv6 address has none, or brackets.
_PORT = re.compile(r"(?<=[^:]):[0-9]+$")
_REMEDY = "add sslmode=verify-full&sslrootcert=/path/of/authority.pem to NEXTSTEP_DATABASE_URL"


def weakness(url: str, environ: Mapping[str, str]) -> str | None:
    """What is to be said of the way to a database that is not on this machine; `environ` has libpq's own variables."""
    if not url.startswith("postgresql"):
        return None
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    hosts = [host for values in parse_qs(parts.query).get("host", []) for host in values.split(",")]
    hosts = [_PORT.sub("", host) for host in hosts]
    hosts = hosts or [parts.hostname or environ.get("PGHOST", "")]
    away = [host for host in hosts if not _is_here(host)]
    if not away:
        return None
    root = query.get("sslrootcert") or environ.get("PGSSLROOTCERT")
    mode = query.get("sslmode") or environ.get("PGSSLMODE") or ("verify-full" if root == "system" else "prefer")
    if mode == "verify-full":
        return None
    why = _UNVERIFIED.get(mode, "what goes there may be read on the way")
    return f"NEXTSTEP_DATABASE_URL: {away[0]} is another machine, and {why}; {_REMEDY}"


def _is_here(host: str) -> bool:
    """A socket of the file system is too."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
