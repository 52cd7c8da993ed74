"""The Next Step API in this process, on each kind of database, with what credentials are defined by."""

import pytest

from activities.credentials import policy
from activities.store import credentials as store
from activities.store import users
from activities.store.users import User
from config.identity_vocabulary import UserIdentityStatus
from tests.api.nextstep.credential_policy import POLICY
from tests.api.nextstep.in_process import KINDS, InProcess, application
from tests.e2e.client import unique

ARGON2 = {"version": "19", "iterations": "1", "memory": "4", "parallelism": "1", "outputLength": "32"}
KEY = "AAECAwQFBgcICQoLDA0ODw=="


class House:
    """A caller of the API, and what it defines, with names of its own. `engine`: the API's services."""

    def __init__(self, nextstep, engine):
        self.nextstep = nextstep
        self.engine = engine
        self.application = self._create("/application", "applicationName")
        self.hashing = self._create("/hashconfig", "hashConfigName", algorithm="ARGON_2ID", parameters=ARGON2)

    def ok(self, path, request=None, **members):
        return self.nextstep.ok("POST", path, {**(request or {}), **members})

    def refused(self, path, request=None, **members):
        return self.nextstep.refused("POST", path, {**(request or {}), **members})

    def problems(self, path, request=None, **members):
        """The rules that a refusal names."""
        response = self.nextstep.ask("POST", path, {**(request or {}), **members})
        answer = response.json()["responseObject"]
        assert (response.status_code, answer["code"]) == (400, "CREDENTIAL_VALIDATION_FAILED"), answer
        return answer["validationFailures"]

    def define(self, *, definition=None, **policy):
        """The name of a new definition that hashes, of a policy of its own."""
        name = self._create("/credential/policy", "credentialPolicyName", **POLICY | policy)
        plain = {
            "applicationName": self.application,
            "credentialPolicyName": name,
            "category": "PASSWORD",
            "hashingEnabled": True,
            "hashConfigName": self.hashing,
        }
        return self._create("/credential/definition", "credentialDefinitionName", **plain | (definition or {}))

    def person(self, status=UserIdentityStatus.ACTIVE):
        """The id of a new user without credentials."""
        user_id = unique("user")
        with self.engine.database.write() as session:
            assert users.insert(session, User(user_id, status, {}, 1, None))
        return user_id

    def credential(self, name=None, user_id=None, **members):
        """The members that tell of a new credential of a new user's."""
        who = {"userId": user_id or self.person(), "credentialName": name or self.define()}
        given = {"username": unique("name").replace("-", "_"), "credentialValue": "s3cretA"}
        self.ok("/credential", {**who, "credentialType": "PERMANENT", **given, **members})
        return who

    def row(self, who):
        with self.engine.database.read() as session:
            return store.find(session, who["userId"], who["credentialName"])

    def check(self, who, value):
        """Whether a value is right, checked as by an authentication."""
        with self.engine.database.read() as session:
            terms = policy.terms(session, who["credentialName"])
        checks = self.engine.credential_checks
        comparison = checks.compare(self.row(who), terms, value)
        with self.engine.database.write() as session:
            locked = store.lock(session, who["userId"], who["credentialName"])
            return checks.settle(session, locked, terms, comparison).is_right

    def _create(self, path, name, **members):
        return self.ok(path, {name: unique(name.removesuffix("Name"))}, **members)[name]


@pytest.fixture(scope="package", params=KINDS)
def house(request, tmp_path_factory):
    """Tests share it: each defines what it needs."""
    with (
        application(request, tmp_path_factory.mktemp("credentials"), e2e_encryption_key=KEY) as app,
        InProcess(app) as client,
    ):
        yield House(client, app.extensions["nextstep"])
