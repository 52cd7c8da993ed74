"""JWTs as phones make them."""

import hmac
import json
from base64 import urlsafe_b64encode

SECRET = bytes(range(16))
HEADER = {"alg": "HS256", "typ": "JWT"}


def segment(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).decode().rstrip("=")


def made(claims, *, header=HEADER, secret=SECRET):
    signed = f"{segment(header)}.{segment(claims)}"
    return f"{signed}.{segment(hmac.digest(secret, signed.encode(), 'sha256'))}"
