"""Everybody who may come: with a password or a token of each role, and with what was one once, never was, or is another's."""

import base64
from functools import cached_property

from activities.powerauth.least_protocol import LeastProtocol
from config.vocabulary import Role
from tests.e2e.client import unique
from tests.identity_provider import SigningKey

ROLES = {"reader": Role.READER, "operator": Role.OPERATOR, "administrator": Role.ADMIN, "bank": Role.USER}
# An administrator may what an operator may, and so on; banks are apart.
INCLUDED = {"reader": ("reader", "operator", "administrator"), "operator": ("operator", "administrator")}


def may(who):
    """The roles that are let in where `who` is."""
    return INCLUDED.get(who, (who,))


def basic(username, password):
    return {"Authorization": f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Callers:
    """Header fields of callers, by what they are called in failures."""

    def __init__(self, app, provider):
        self._services, self._provider = app.extensions["nextstep"], provider

    def _account(self, role):
        made = self._services.accounts.create(unique(role), ROLES[role])
        if role == "bank":
            self._services.accounts.assign(made.account.username, self.application)
        return made.account.username, made.password

    @cached_property
    def application(self):
        return self._services.applications.create(unique("app"), (), LeastProtocol.V3_0).application_id

    @cached_property
    def passwords(self):
        """Of an account of each role."""
        return {role: basic(*self._account(role)) for role in ROLES}

    @cached_property
    def tokens(self):
        """Which grant what each role has."""
        granted = {role: f"nextstep:{role}" for role in ("reader", "operator", "administrator", "flows")}
        granted["bank"] = f"nextstep:app:{self.application}"
        return {role: bearer(self._provider.token(scope)) for role, scope in granted.items()}

    @cached_property
    def nobody(self):
        """Those who have shown nothing that counts, each for a reason of his own: of accounts of every role."""
        found = {
            "nothing": {},
            "no account": basic(unique("nobody"), "password"),
            "no password": {"Authorization": "Basic"},
            "no base64": {"Authorization": "Basic !"},
            "another scheme": {"Authorization": "Digest username=admin"},
            "no token": bearer("x"),
        }
        for role in ROLES:
            username, password = self._account(role)
            found[f"wrong password of {role}"] = basic(username, f"{password}x")
            found[f"empty password of {role}"] = basic(username, "")
            username, password = self._account(role)
            self._services.accounts.enable(username, enabled=False)
            found[f"disabled {role}"] = basic(username, password)
            username, password = self._account(role)
            self._services.accounts.reset_password(username)
            found[f"former password of {role}"] = basic(username, password)
            username, password = self._account(role)
            self._services.accounts.remove(username)
            found[f"removed {role}"] = basic(username, password)
        everything = ("nextstep:administrator", "nextstep:flows", f"nextstep:app:{self.application}")
        for name, claims in {
            "expired": {"exp": 1},
            "for another": {"aud": "https://other.bank.test"},
            "of another": {"iss": "https://login.other.test"},
        }.items():
            found[f"token {name}"] = bearer(self._provider.token(*everything, **claims))
        stranger = SigningKey("ES256", self._provider.keys[0].key_id)
        found["token that a stranger signed"] = bearer(self._provider.token(*everything, key=stranger))
        return found
