"""Which tokens are taken, and what is wrong with each of the others."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.access_tokens import verification
from activities.access_tokens.key_set import KeySet, KeySetInvalid
from activities.access_tokens.refused import AccessTokenFailure, TokenRefused
from activities.access_tokens.rules import TokenRules
from activities.access_tokens.verification import MAX_CHARACTERS, AccessTokens
from tests.identity_provider import AUDIENCE, IdentityProvider, SigningKey, b64, segment, signed_by_secret

RSA, EC, ED = SigningKey(), SigningKey("ES256", "second"), SigningKey("EdDSA", "third")
PSS = SigningKey("PS256", "fourth")
PROVIDER = IdentityProvider(RSA, EC, ED, PSS)
NOW = int(time.time())
PROVIDER.clock = lambda: NOW
STRANGER = SigningKey("ES256", "second")  # of the provider's name, and not its key
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """However slow the machine is, a token is verified when it is made."""
    monkeypatch.setattr(verification, "now_ms", lambda: NOW * 1000)


class Published:
    """What is known of the provider's keys, without asking it."""

    def __init__(self, *jwks):
        self.keys = KeySet.of({"keys": list(jwks)})

    def find(self, key_id, algorithm):
        return self.keys.find(key_id, algorithm)


def tokens(*jwks, **rules):
    published = jwks or tuple(key.jwk() for key in PROVIDER.keys)
    found = TokenRules(**{"issuer": PROVIDER.issuer, "audience": AUDIENCE, "algorithms": ALGORITHMS, **rules})
    return AccessTokens(found, Published(*published))


def problem(token, taking=None):
    with pytest.raises(TokenRefused) as refused:
        (taking or tokens()).verify(token)
    return refused.value.failure


@pytest.mark.parametrize("key", PROVIDER.keys, ids=lambda key: key.algorithm)
def test_a_token_is_taken_that_is_signed_by_a_key_of_the_providers(key):
    found = tokens().verify(PROVIDER.token("nextstep:reader", "openid", key=key))
    assert (found.subject, found.client_id, found.grants) == ("payments", "payments", {"reader"})


def test_a_curve_may_be_the_algorithms_name():
    key = SigningKey("Ed25519", "curve")
    assert tokens(key.jwk()).verify(PROVIDER.token(key=key)).subject == "payments"


TAKEN = {
    "several audiences": {"aud": ["account", AUDIENCE]},
    "expired within the leeway": {"exp": NOW - 10},
    "issued ahead within the leeway": {"iat": NOW + 10, "nbf": NOW + 10},
    "no time of issue": {"iat": None},
    "a fraction of a second": {"exp": NOW + 300.5},
    "no client": {"client_id": None},
}


@pytest.mark.parametrize("members", TAKEN.values(), ids=TAKEN)
def test_a_token_is_taken(members):
    assert tokens().verify(PROVIDER.token(**members)).subject == "payments"


@pytest.mark.parametrize("claim", ["client_id", "azp", "cid", "appid"])
def test_the_client_is_told_wherever_the_provider_names_it(claim):
    token = PROVIDER.token(**{"client_id": None, claim: "batch"})
    assert tokens().verify(token).client_id == "batch"


CLAIMS = {
    "another issuer": ({"iss": "https://login.other.test"}, "ISSUER"),
    "the issuer with a slash": ({"iss": PROVIDER.issuer + "/"}, "ISSUER"),
    "no issuer": ({"iss": None}, "ISSUER"),
    "another audience": ({"aud": "https://other.bank.test"}, "AUDIENCE"),
    "other audiences": ({"aud": ["a", "b"]}, "AUDIENCE"),
    "no audience": ({"aud": None}, "AUDIENCE"),
    "the audience within another": ({"aud": AUDIENCE + ".other.test"}, "AUDIENCE"),
    "an object as audience": ({"aud": {AUDIENCE: 1}}, "AUDIENCE"),
    "no subject": ({"sub": None}, "SUBJECT"),
    "an empty subject": ({"sub": ""}, "SUBJECT"),
    "a long subject": ({"sub": "x" * 201}, "SUBJECT"),
    "a subject of two lines": ({"sub": "admin\nroot"}, "SUBJECT"),
    "a number as subject": ({"sub": 7}, "SUBJECT"),
    "expired": ({"exp": NOW - 31}, "EXPIRED"),
    "no end": ({"exp": None}, "MALFORMED"),
    "a text as end": ({"exp": str(NOW + 300)}, "MALFORMED"),
    "a truth as end": ({"exp": True}, "MALFORMED"),
    "an end in the far future": ({"exp": 10**15}, "MALFORMED"),
    "not yet": ({"nbf": NOW + 120}, "EARLY"),
    "issued in the future": ({"iat": NOW + 120}, "EARLY"),
}


@pytest.mark.parametrize(("members", "wrong"), CLAIMS.values(), ids=CLAIMS)
def test_a_token_of_wrong_claims_is_refused(members, wrong):
    assert problem(PROVIDER.token(**members)) is AccessTokenFailure[wrong]


HEADERS = {
    "no algorithm": ({"alg": None}, "ALGORITHM"),
    "none": ({"alg": "none"}, "ALGORITHM"),
    "None in capitals": ({"alg": "NONE"}, "ALGORITHM"),
    "a secret's algorithm": ({"alg": "HS256"}, "ALGORITHM"),
    "an algorithm that is not allowed": ({"alg": "RS512"}, "ALGORITHM"),
    "a list as algorithm": ({"alg": ["RS256"]}, "ALGORITHM"),
    "another algorithm than the key's": ({"alg": "PS256"}, "KEY"),
    "an algorithm of another kind of key": ({"alg": "ES256"}, "KEY"),
    "an unknown key": ({"kid": "fifth"}, "KEY"),
    "a number as key": ({"kid": 1}, "MALFORMED"),
    "a long key": ({"kid": "x" * 501}, "MALFORMED"),
    "another one's key": ({"kid": "second", "alg": "ES256"}, "SIGNATURE"),
    "an extension that has to be understood": ({"crit": ["b64"], "b64": False}, "TYPE"),
    "a token for logging out": ({"typ": "logout+jwt"}, "TYPE"),
    "a number as type": ({"typ": 1}, "TYPE"),
}


@pytest.mark.parametrize(("header", "wrong"), HEADERS.values(), ids=HEADERS)
def test_a_token_of_a_wrong_header_is_refused(header, wrong):
    assert problem(PROVIDER.token(header=header)) is AccessTokenFailure[wrong]


def test_a_key_in_the_token_itself_proves_nothing():
    header = {"jwk": STRANGER.jwk(), "jku": "https://login.other.test/certs", "x5u": "https://login.other.test/x"}
    assert problem(PROVIDER.token(key=STRANGER, header=header)) is AccessTokenFailure.SIGNATURE


def test_no_public_key_is_taken_for_a_secret():
    public = RSA.private.public_key()
    header = {"alg": "HS256", "kid": "first"}
    for secret in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ):
        assert problem(signed_by_secret(header, PROVIDER.claims(), secret)) is AccessTokenFailure.ALGORITHM


@pytest.mark.parametrize("changed", [1, 2], ids=["claims", "signature"])
def test_what_was_changed_on_the_way_is_refused(changed):
    parts = PROVIDER.token(key=EC).split(".")
    parts[changed] = segment({**PROVIDER.claims(), "sub": "other"}) if changed == 1 else b64(bytes(64))
    assert problem(".".join(parts)) is AccessTokenFailure.SIGNATURE


def test_a_signature_of_another_length_is_refused():
    parts = PROVIDER.token(key=EC).split(".")
    assert problem(".".join([*parts[:2], parts[2][:-8]])) is AccessTokenFailure.SIGNATURE


CLAIMS_TEXT = b'{"iss":"a","iss":"' + PROVIDER.issuer.encode() + b'"}'
MALFORMED = {
    "nothing": "",
    "two parts": "a.b",
    "four parts": PROVIDER.token() + ".a",
    "no signature": PROVIDER.token().rpartition(".")[0] + ".",
    "padding": PROVIDER.token().replace(".", "=.", 1),
    "a line break": PROVIDER.token() + "\n",
    "letters beyond ASCII": "é" + PROVIDER.token(),
    "too long": PROVIDER.token(note="x" * MAX_CHARACTERS),
    "a member twice in the header": PROVIDER.signed({}, header=b'{"alg":"none","alg":"RS256","kid":"first"}'),
    "a header that is no JSON": PROVIDER.signed({}, header=b"RS256"),
    "a list as header": PROVIDER.signed({}, header=b"[]"),
    "a header of one letter": "a.e30.e30",
    "a claim twice": PROVIDER.signed(CLAIMS_TEXT),
    "claims that are no JSON": PROVIDER.signed(b"payments"),
    "a list as claims": PROVIDER.signed(b"[]"),
    "no claims": PROVIDER.signed(b"x").replace(segment(b"x"), "x"),
    "deep claims": PROVIDER.signed(b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"),
    "a NUL": PROVIDER.signed({**PROVIDER.claims(), "sub": "a\0"}),
}


@pytest.mark.parametrize("token", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_token_is_refused(token):
    assert problem(token) in (AccessTokenFailure.MALFORMED, AccessTokenFailure.SIGNATURE)


@pytest.mark.parametrize(
    ("kind", "untyped", "typed"),
    [
        ("at+jwt", True, True),
        ("AT+JWT", True, True),
        ("application/at+jwt", True, True),
        ("JWT", True, False),
        (None, True, False),
        ("dpop+jwt", False, False),
    ],
)
def test_the_type_has_to_be_said_where_the_settings_ask_for_it(kind, untyped, typed):
    for required, taken in ((False, untyped), (True, typed)):
        token = PROVIDER.token(header={"typ": kind})
        if taken:
            assert tokens(require_type=required).verify(token)
        else:
            assert problem(token, tokens(require_type=required)) is AccessTokenFailure.TYPE


def test_only_the_algorithms_of_the_settings_are_taken():
    only = tokens(algorithms=("ES256",))
    assert only.verify(PROVIDER.token(key=EC))
    assert problem(PROVIDER.token(key=RSA), only) is AccessTokenFailure.ALGORITHM


def test_a_token_without_a_keys_name_is_taken_where_one_key_fits():
    nameless = PROVIDER.token(key=EC, header={"kid": None})
    assert tokens(RSA.jwk(), EC.jwk(kid=None)).verify(nameless)
    other = SigningKey("ES256", "other")
    assert problem(nameless, tokens(EC.jwk(), other.jwk())) is AccessTokenFailure.KEY


def test_the_leeway_is_the_settings():
    token = PROVIDER.token(exp=NOW - 100)
    assert tokens(leeway_seconds=300).verify(token)
    assert problem(PROVIDER.token(exp=NOW - 1), tokens(leeway_seconds=0)) is AccessTokenFailure.EXPIRED


WEAK = SigningKey("RS256", "weak", rsa.generate_private_key(public_exponent=65537, key_size=1024))
USELESS = {
    "for encryption": RSA.jwk(use="enc"),
    "for signing alone": RSA.jwk(key_ops=["sign"]),
    "too short": WEAK.jwk(),
    "a secret": {"kty": "oct", "k": b64(bytes(32)), "kid": "first", "alg": "HS256"},
    "private": RSA.jwk(d=b64(bytes(32))),
    "of an unknown kind": RSA.jwk(kty="AKP"),
    "without its numbers": RSA.jwk(n=None),
    "numbers that are none": RSA.jwk(n="!!"),
    "a number as name": RSA.jwk(kid=1),
    "no point of its curve": EC.jwk(x=b64(bytes(32)), y=b64(bytes(32))),
    "no object": "key",
}


@pytest.mark.parametrize("jwk", USELESS.values(), ids=USELESS)
def test_keys_of_no_use_are_passed_over(jwk):
    with pytest.raises(KeySetInvalid, match="verifies signatures"):
        KeySet.of({"keys": [jwk]})
    assert len(KeySet.of({"keys": [jwk, ED.jwk()]})) == 1


@pytest.mark.parametrize("published", [None, [], {}, {"keys": {}}, {"keys": []}])
def test_what_is_no_set_of_keys_is_refused(published):
    with pytest.raises(KeySetInvalid):
        KeySet.of(published)


def test_a_key_on_another_curve_verifies_nothing():
    other = SigningKey("ES256", "second", ec.generate_private_key(ec.SECP384R1()))
    assert problem(PROVIDER.token(key=EC), tokens(other.jwk())) is AccessTokenFailure.KEY


GRANTED = {
    "a scope": ({"scope": "nextstep:reader"}, {}, {"reader"}),
    "scopes among others": ({"scope": "openid nextstep:app:mobile nextstep:app:web"}, {}, {"app:mobile", "app:web"}),
    "a list of scopes": ({"scp": ["nextstep:reader"]}, {"scope_claim": "scp"}, {"reader"}),
    "roles": ({"roles": ["nextstep:operator", "other"]}, {}, {"operator"}),
    "roles deep within": (
        {"realm_access": {"roles": ["nextstep:operator"]}},
        {"roles_claim": "/realm_access/roles"},
        {"operator"},
    ),
    "roles of a client with signs in its name": (
        {"resource_access": {"a/b~c.d": {"roles": ["nextstep:reader"]}}},
        {"roles_claim": "/resource_access/a~1b~0c.d/roles"},
        {"reader"},
    ),
    "a claim that is named as an address": (
        {"https://bank.test/roles": ["nextstep:reader"]},
        {"roles_claim": "https://bank.test/roles"},
        {"reader"},
    ),
    "another prefix": ({"scope": "bank/reader nextstep:operator"}, {"prefix": "bank/"}, {"reader"}),
    "no text": ({"scope": 7, "roles": {"nextstep:reader": 1}}, {}, set()),
    "no texts": ({"roles": [7, None, ["nextstep:reader"]]}, {}, set()),
    "nothing deep within": ({"realm_access": "nextstep:reader"}, {"roles_claim": "/realm_access/roles"}, set()),
    "capitals": ({"scope": "NEXTSTEP:reader"}, {}, set()),
}


@pytest.mark.parametrize(("members", "rules", "granted"), GRANTED.values(), ids=GRANTED)
def test_what_a_token_grants_stands_where_the_settings_say(members, rules, granted):
    assert tokens(**rules).verify(PROVIDER.token(**members)).grants == granted
