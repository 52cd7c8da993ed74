"""PowerAuth Cloud by access tokens of the bank's identity provider, beside passwords."""

import json
from functools import partial

import pytest
from prometheus_client import REGISTRY

from activities.powerauth.least_protocol import LeastProtocol
from activities.store.unavailable import StoreUnavailable
from api.access.caller import ADMINISTRATION, including
from config.vocabulary import Role
from tests.api.applications import new_home
from tests.api.audited import audit_rows
from tests.api.cloud.client import PREFIX, Cloud, checked, in_process
from tests.api.cloud.routes import of_every_route
from tests.e2e.client import unique
from tests.identity_provider import IdentityProvider, SigningKey

ADMIN = ("admin", "the administrator's own")
WORDS = {Role.READER: "nextstep:reader", Role.OPERATOR: "nextstep:operator", Role.ADMIN: "nextstep:administrator"}
BASIC, BEARER = 'Basic realm="nextstep", charset="UTF-8"', 'Bearer realm="nextstep"'


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider(SigningKey("ES256")).serving() as found:
        yield found


@pytest.fixture(scope="module")
def make_app(tmp_path_factory, new_app_of_module):
    """An application that takes a provider's tokens, with one administrator."""

    def made(provider, **settings):
        app = new_app_of_module(new_home(tmp_path_factory.mktemp("tokens"), **{**provider.settings, **settings}))
        app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
        return app

    return made


@pytest.fixture(scope="module")
def app(make_app, provider):
    return make_app(provider, login_attempts=100_000)


class Bearer:
    """Calls with a token."""

    def __init__(self, http, token):
        self.http, self.token = http, token

    def send(self, verb, path, body=None):
        sent = {} if body is None else {"json": body}
        headers = {"Authorization": f"Bearer {self.token}"}
        return checked(self.http.request(verb, PREFIX + path, headers=headers, **sent))


@pytest.fixture
def bearing(app, provider):
    """A caller with a token of these scopes and claims."""
    with in_process(app) as http:
        yield lambda *scopes, **claims: Bearer(http, provider.token(*scopes, **claims))


@pytest.fixture
def application(app):
    return app.extensions["nextstep"].applications.create(unique("app"), (), LeastProtocol.V3_0).application_id


@pytest.mark.exhaustive
@of_every_route
def test_each_endpoint_lets_in_tokens_that_grant_its_role(bearing, application, endpoint, verb, path):
    granted = {role: WORDS.get(role, f"nextstep:app:{application}") for role in Role}
    for role, scope in granted.items():
        response = bearing(scope).send(verb, path)
        assert (response.status_code != 403) == (role in including(endpoint.role)), role
        assert response.status_code != 401
    refused = bearing("openid").send(verb, path)
    assert refused.status_code == 403
    assert refused.json()["responseObject"] == {"code": "HTTP_403", "message": "Forbidden"}
    scope = f', scope="{WORDS[endpoint.role]}"' if endpoint.role in ADMINISTRATION else ""
    assert refused.headers["WWW-Authenticate"] == f'{BEARER}, error="insufficient_scope"{scope}'


def test_a_token_for_an_application_sees_that_one_and_no_other(app, bearing, application):
    other = app.extensions["nextstep"].applications.create(unique("app"), (), LeastProtocol.V3_0).application_id
    address = "/v2/admin/applications/{}/callbacks"
    token = bearing(f"nextstep:app:{application}")
    assert token.send("GET", address.format(application)).json() == {"callbacks": []}
    assert token.send("GET", address.format(other)).json()["responseObject"]["code"] == "ERROR_ADMIN"
    both = bearing(f"nextstep:app:{application} nextstep:app:{other}")
    assert both.send("GET", address.format(other)).status_code == 200


def test_a_scope_for_an_application_that_there_is_not_grants_nothing(bearing):
    assert bearing(f"nextstep:app:{unique('unknown')}").send("GET", "/v2/registrations?userId=roman").status_code == 403


def test_one_token_may_administer_and_act_for_an_application(bearing, application):
    token = bearing("nextstep:reader", f"nextstep:app:{application}")
    assert token.send("GET", "/admin/users").status_code == 200
    assert token.send("GET", "/v2/registrations?userId=roman").json() == {"registrations": []}


def test_passwords_are_taken_as_before_and_both_schemes_are_offered(app):
    with in_process(app) as http:
        assert Cloud(http, ADMIN).ok("GET", "/admin/users")
        response = http.get(f"{PREFIX}/admin/users")
    assert response.status_code == 401
    assert response.headers.get_list("WWW-Authenticate") == [BASIC, BEARER]


WRONG = {
    "expired": ({"exp": 1}, f'{BEARER}, error="invalid_token", error_description="The access token has expired"'),
    "for another": ({"aud": "https://other.bank.test"}, f'{BEARER}, error="invalid_token"'),
    "of another": ({"iss": "https://login.other.test"}, f'{BEARER}, error="invalid_token"'),
}


@pytest.mark.parametrize(("claims", "challenge"), WRONG.values(), ids=WRONG)
def test_a_wrong_token_is_answered_401_and_says_what_its_bearer_can_mend(bearing, claims, challenge):
    response = bearing("nextstep:administrator", **claims).send("GET", "/admin/users")
    assert response.status_code == 401
    assert response.json()["responseObject"] == {"code": "HTTP_401", "message": "Unauthorized"}
    assert response.headers["WWW-Authenticate"] == challenge


def test_a_script_in_a_browser_is_not_challenged(app, provider):
    headers = {"Authorization": "Bearer x", "X-Requested-With": "XMLHttpRequest"}
    response = app.test_client().get(f"{PREFIX}/admin/users", headers=headers)
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (401, None)


def test_tokens_are_no_scheme_where_no_provider_is_named(tmp_path, provider, new_app):
    app = new_app(new_home(tmp_path))
    headers = {"Authorization": f"Bearer {provider.token('nextstep:administrator')}"}
    response = app.test_client().get(f"{PREFIX}/admin/users", headers=headers)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, BASIC)


def test_the_audit_names_who_bore_the_token_and_never_the_token(app, provider, application):
    subject = unique("batch")
    token = provider.token("nextstep:administrator", sub=subject, client_id="batch-client")
    with in_process(app) as http:
        made = Bearer(http, token).send("POST", "/admin/users", {"username": unique("bank")})
        assert made.status_code == 200
    [login] = [row for row in audit_rows(app, "LOGIN") if row["actor"] == f"token:{subject}"]
    assert login["result"] == "OK"
    details = json.loads(login["event_data"].split("\n", 2)[2])
    assert details == {"issuer": provider.issuer, "subject": subject, "clientId": "batch-client"}
    [created] = [row for row in audit_rows(app, "ACCOUNT_CREATE") if row["actor"] == f"token:{subject}"]
    for row in (login, created):
        assert not any(part in str(row) for part in token.split("."))


def _unavailable():
    raise StoreUnavailable("away")


@pytest.mark.parametrize("scheme", ["token", "password"])
@pytest.mark.parametrize("role", [Role.READER, Role.USER])
def test_nobody_is_let_in_or_kept_out_untold_after_the_database_was_away(app, bearing, monkeypatch, scheme, role):
    services, name = app.extensions["nextstep"], unique("caller")
    if scheme == "token":
        scope = WORDS.get(role, "nextstep:app:none")
        call, actor = partial(bearing(scope, sub=name).send, "GET", "/admin/users"), f"token:{name}"
    else:
        made = services.accounts.create(name, role)
        call, actor = partial(Cloud(bearing().http, (name, made.password)).send, "GET", "/admin/users"), name
    with monkeypatch.context() as patch:
        patch.setattr(services.database, "write", _unavailable)
        assert call().status_code == 503
    status = call().status_code
    assert (status == 200) == (role is Role.READER)
    told = [row["result"] for row in audit_rows(app, "LOGIN") if row["actor"] == actor]
    assert told == (["OK"] if role is Role.READER else ["OK", "WRONG_ROLE"])


def test_what_is_wrong_with_a_token_is_told_to_the_audit_and_the_metrics_in_a_word(app, bearing):
    labels = {"api": "cloud", "scheme": "bearer", "reason": "TOKEN_EXPIRED"}
    before = REGISTRY.get_sample_value("nextstep_callers_refused_total", labels) or 0
    bearing(exp=1).send("GET", "/admin/users")
    assert REGISTRY.get_sample_value("nextstep_callers_refused_total", labels) == before + 1
    assert "TOKEN_EXPIRED" in {row["result"] for row in audit_rows(app, "LOGIN") if row["actor"] == "nobody"}


def test_a_missing_role_is_told_to_the_audit_once_in_a_while(app, bearing):
    subject = unique("reader")
    for _ in range(3):
        assert bearing("nextstep:reader", sub=subject).send("POST", "/admin/users", {}).status_code == 403
    found = [row["result"] for row in audit_rows(app, "LOGIN") if row["actor"] == f"token:{subject}"]
    assert sorted(found) == ["OK", "WRONG_ROLE"]


def test_wrong_tokens_have_to_wait_as_wrong_passwords_do_and_right_ones_do_not(make_app, provider):
    app = make_app(provider, login_attempts=1)
    with in_process(app) as http:
        wrong, right = Bearer(http, "x"), Bearer(http, provider.token("nextstep:reader"))
        answers = [wrong.send("GET", "/admin/users") for _ in range(14)]
        statuses = [response.status_code for response in answers]
        assert statuses[:10] == [401] * 10
        assert set(statuses[10:]) == {429}
        assert answers[-1].headers["Retry-After"]
        assert right.send("GET", "/admin/users").status_code == 200
    told = [row for row in audit_rows(app, "LOGIN") if row["result"] == "TOKEN_MALFORMED"]
    assert len(told) == 10


def test_an_address_that_sent_wrong_passwords_bears_right_tokens(make_app, provider):
    app = make_app(provider, login_attempts=1)
    with in_process(app) as http:
        for _ in range(12):
            Cloud(http, (unique("nobody"), "wrong")).send("GET", "/admin/users")
        assert Bearer(http, provider.token("nextstep:reader")).send("GET", "/admin/users").status_code == 200


def test_a_provider_that_is_away_is_answered_503_until_its_keys_are_known(make_app):
    provider = IdentityProvider(SigningKey("ES256"))
    with provider.serving():
        provider.answer = lambda _path: (503, b"")
        app = make_app(provider)
        with in_process(app) as http:
            response = Bearer(http, provider.token("nextstep:reader")).send("GET", "/admin/users")
            assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
            assert response.json()["responseObject"]["code"] == "ERROR_INTERNAL_API"
            assert Cloud(http, ADMIN).ok("GET", "/admin/users")


def test_a_provider_that_went_away_keeps_nobody_out(make_app):
    provider = IdentityProvider(SigningKey("ES256"))
    with provider.serving():
        app = make_app(provider)
        with in_process(app) as http:
            assert Bearer(http, provider.token("nextstep:reader")).send("GET", "/admin/users").status_code == 200
    with in_process(app) as http:
        assert Bearer(http, provider.token("nextstep:reader")).send("GET", "/admin/users").status_code == 200


def test_the_rate_of_accounts_holds_for_those_who_bear_tokens(make_app, provider):
    app = make_app(provider, account_rate=2)
    with in_process(app) as http:
        subject = unique("batch")
        mine = Bearer(http, provider.token("nextstep:reader", sub=subject))
        assert [mine.send("GET", "/admin/users").status_code for _ in range(3)] == [200, 200, 429]
        other = Bearer(http, provider.token("nextstep:reader", sub=unique("batch")))
        assert other.send("GET", "/admin/users").status_code == 200
