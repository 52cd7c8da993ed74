"""Headers of phones, of whichever version of the protocol they say that they are: where one address serves them all."""

from activities.powerauth import headers
from activities.powerauth.headers import AuthorizationHeader, TokenHeader
from activities.powerauth.v4 import headers as v4_headers
from activities.powerauth.v4.headers import V4AuthorizationHeader, V4TokenHeader
from activities.powerauth.v4.version import VERSION

PhoneAuthorization = AuthorizationHeader | V4AuthorizationHeader
PhoneTokenHeader = TokenHeader | V4TokenHeader

# No value holds a quotation mark, so this stands in an attribute's place or the header is malformed.
_VERSION_4 = f'version="{VERSION}"'


def read_authorization(header: str | None) -> PhoneAuthorization:
    """`X-PowerAuth-Authorization`. Raises `HeaderInvalid`."""
    return v4_headers.read_authorization(header) if _is_version_4(header) else headers.read_authorization(header)


def read_token(header: str | None) -> PhoneTokenHeader:
    """`X-PowerAuth-Token`. Raises `HeaderInvalid`."""
    return v4_headers.read_token(header) if _is_version_4(header) else headers.read_token(header)


def _is_version_4(header: str | None) -> bool:
    return header is not None and _VERSION_4 in header
