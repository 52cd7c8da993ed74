"""Addresses as settings write them, checked and brought into one form. The errors never repeat a password."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network
KEY_SERVICE_EXAMPLE = "https://vault.bank.example:8200/v1/transit/decrypt/nextstep"

_POSTGRESQL = {"postgres", "postgresql"}
_DATABASES = {*_POSTGRESQL, "postgresql+psycopg", "sqlite"}


class AddressInvalid(ValueError):
    """An address is malformed; the message says what is allowed."""


def database_url(text: str) -> str:
    """A SQLAlchemy URL; `postgres://` and `postgresql://` get the psycopg driver. Empty stays empty.

    SQLite in memory is refused: the API and the worker are processes of their own and share the database.
    """
    if not text:
        return ""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in _DATABASES:
        raise AddressInvalid(
            "is not a database URL of PostgreSQL or SQLite; write postgresql://user:password@host/name or sqlite:////path/to/file"
        )
    if scheme == "sqlite" and rest.partition("?")[0].strip("/") in ("", ":memory:"):
        raise AddressInvalid("a SQLite database in memory cannot be shared by the API and the worker; name a file")
    return f"postgresql+psycopg://{rest}" if scheme in _POSTGRESQL else text


def without_password(url: str) -> str:
    """`url` for a person to read: passwords, of its user and among its parameters, are starred out."""
    starred = re.sub(r"(?<=://)([^:@/]*):[^/]*@", r"\1:***@", url)
    return re.sub(r"(?<=[?&])((?:ssl)?password)=[^&]*", r"\1=***", starred)


def host_and_port(text: str) -> tuple[str, int]:
    """`host:port` (an IPv6 host in brackets, which it keeps) as its two parts."""
    host, _, port = text.rpartition(":")
    named = re.fullmatch(r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+", host)
    if not named or not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        raise AddressInvalid("is not host:port, such as 127.0.0.1:7233")
    return host, int(port)


def socket_address(text: str) -> str:
    """`host:port`, checked. Empty stays empty."""
    return text and ":".join(map(str, host_and_port(text)))


def network(text: str) -> Network:
    """An address, or a network in CIDR notation, that is not the whole Internet."""
    try:
        found = ip_network(text)
    except ValueError:
        raise AddressInvalid(
            f"{text} is neither an address nor a network without host bits, such as 10.1.2.3 or 10.0.0.0/8"
        ) from None
    if found.prefixlen == 0:
        raise AddressInvalid(f"{text} is everybody; name the proxies, or the network that only they are in")
    return found


def web_address(text: str) -> str:
    """An `http(s)://` address that paths can be appended to, without its trailing slash. Empty stays empty."""
    if text and not _is_base(text):
        raise AddressInvalid("is not a web address, such as https://bank.example/auth (no query, no user)")
    return text.rstrip("/")


def provider_address(text: str) -> str:
    """An address of https, as it is written; of http on this machine alone. Empty stays empty."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0 and parts.username is None and not parts.fragment
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https") or re.search(r"[\s\x00-\x1f]", text):
        raise AddressInvalid(
            "is not a web address, such as https://login.bank.example/realms/bank (no user, no fragment)"
        )
    _check_way(parts, "could change the keys that tokens are verified by")
    return text


def secure_address(text: str, secrets: str) -> str:
    """A web address that is told `secrets`, as an error names them: of https; of http on this machine alone."""
    address = web_address(text)
    _check_way(urlsplit(address), f"would read {secrets}")
    return address


def key_service_address(text: str) -> str:
    """Where wrapped keys are opened. Empty stays empty."""
    if text and not re.search("/decrypt/[^/]+$", urlsplit(web_address(text)).path):
        raise AddressInvalid(f"is not an address that decrypts, such as {KEY_SERVICE_EXAMPLE}")
    return secure_address(text, "its token, and master keys")


def called_here(url: str) -> str:
    """A server's own address as this machine calls it: one that listens everywhere is called at the loopback address."""
    return url.replace("://0.0.0.0:", "://127.0.0.1:").replace("://[::]:", "://[::1]:")


def is_loopback(host: str) -> bool:
    """Whether a host, by name or address, is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_way(parts: SplitResult, danger: str) -> None:
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise AddressInvalid(f"must be https: on the way others {danger}")


def _is_base(text: str) -> bool:
    try:
        parts: SplitResult = urlsplit(text)
        plain = parts.port != 0 and not (parts.query or parts.fragment or parts.username is not None)
    except ValueError:
        return False
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
