"""An identity provider of the tests' own: real HTTP, real keys; signed with `cryptography`, by no library that verifies here."""

import base64
import json
import threading
import time
from contextlib import contextmanager

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.http_server import QuietHandler, QuietServer

AUDIENCE = "https://nextstep.bank.test"
DISCOVERY, JWKS = "/realms/bank/.well-known/openid-configuration", "/realms/bank/certs"
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def segment(value):
    """A part of a token: bytes as they are, else as JSON."""
    return b64(value if isinstance(value, bytes) else json.dumps(value).encode())


def number(value, length=None):
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


class SigningKey:
    """A key pair with a name, for one algorithm. Of RSA there is one pair for all tests: making one takes long."""

    def __init__(self, algorithm="RS256", key_id="first", private=None):
        self.algorithm, self.key_id = algorithm, key_id
        if private is None:
            private = {
                "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
                "EdDSA": ed25519.Ed25519PrivateKey.generate,
                "Ed25519": ed25519.Ed25519PrivateKey.generate,
            }.get(algorithm, lambda: _RSA)()
        self.private = private

    def sign(self, signed):
        match self.algorithm:
            case "RS256":
                return self.private.sign(signed, padding.PKCS1v15(), hashes.SHA256())
            case "PS256":
                pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
                return self.private.sign(signed, pss, hashes.SHA256())
            case "ES256":
                r, s = decode_dss_signature(self.private.sign(signed, ec.ECDSA(hashes.SHA256())))
                return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(signed)

    def jwk(self, **members):
        """The public half as it is published."""
        public = self.private.public_key()
        found = {"kid": self.key_id, "use": "sig", "alg": self.algorithm}
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            found |= {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
        elif isinstance(public, ec.EllipticCurvePublicKey):
            point = public.public_numbers()
            length = (public.curve.key_size + 7) // 8
            curve = {"secp256r1": "P-256", "secp384r1": "P-384"}[public.curve.name]
            found |= {"kty": "EC", "crv": curve, "x": number(point.x, length), "y": number(point.y, length)}
        else:
            found |= {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes_raw())}
        return {name: value for name, value in {**found, **members}.items() if value is not None}


def signed_by_secret(header, claims, secret):
    """A token of HS256."""
    signed = f"{segment(header)}.{segment(claims)}"
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(signed.encode())
    return f"{signed}.{b64(mac.finalize())}"


class IdentityProvider:
    """Publishes `keys`, and issues tokens by the first of them. `answer(path)` instead, where a test sets it: (status, body), or
    seconds to be silent for.
    """

    def __init__(self, *keys):
        self.keys = list(keys) or [SigningKey()]
        self.answer, self.asked, self.port, self.scheme = None, [], 0, "http"
        self.discovered, self.clock = {}, time.time

    @property
    def base(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def issuer(self):
        return f"{self.base}/realms/bank"

    @property
    def settings(self):
        """What names it to this server."""
        return {"oidc_issuer": self.issuer, "oidc_audience": AUDIENCE}

    def claims(self, *scopes, **members):
        """Those of a token that is right; a member that is null is left out."""
        now = int(self.clock())
        found = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "payments",
            "client_id": "payments",
            "iat": now,
            "exp": now + 300,
            "jti": "1",
            "scope": " ".join(scopes),
        }
        return {name: value for name, value in {**found, **members}.items() if value is not None}

    def token(self, *scopes, key=None, header=None, **members):
        return self.signed(self.claims(*scopes, **members), key=key, header=header)

    def signed(self, claims, *, key=None, header=None):
        """A token of any claims, or bytes, under a header that may differ in some members."""
        key = key or self.keys[0]
        head = {"typ": "at+jwt", "alg": key.algorithm, "kid": key.key_id}
        if not isinstance(header, bytes):
            header = {name: value for name, value in {**head, **(header or {})}.items() if value is not None}
        text = f"{segment(header)}.{segment(claims)}"
        return f"{text}.{b64(key.sign(text.encode()))}"

    def published(self, path):
        if path == DISCOVERY:
            return 200, {"issuer": self.issuer, "jwks_uri": self.base + JWKS, **self.discovered}
        if path == JWKS:
            return 200, {"keys": [key.jwk() for key in self.keys]}
        return 404, {}

    @contextmanager
    def serving(self, tls=None):
        """Itself, at a free port, or at the one that it had before; `tls`: the context of a server that speaks it."""
        provider = self
        self.scheme = "https" if tls else "http"

        class Handler(QuietHandler):
            def do_GET(self):
                provider.asked.append(self.path)
                said = (provider.answer or provider.published)(self.path)
                if isinstance(said, float):
                    time.sleep(said)
                    return
                status, body = said
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        with QuietServer(("127.0.0.1", self.port), Handler) as server:
            self.port = server.server_address[1]
            if tls:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()
