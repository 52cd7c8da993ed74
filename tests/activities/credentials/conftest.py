"""What tests of credentials work with."""

from types import SimpleNamespace

import pytest

from activities.credentials.checks import CredentialChecks
from activities.credentials.credentials import Credentials
from activities.credentials.new_credential import NewCredential
from activities.credentials.policy import terms
from activities.store import credentials as store
from config.identity_vocabulary import CredentialType
from tests.activities.credentials.made import NAME, define, end_to_end, protection


@pytest.fixture
def house(database):
    """Services over a database with a definition that hashes, and two users without credentials."""
    define(database)
    kept, cipher = protection(), end_to_end()
    service, checks = Credentials(database, kept, cipher), CredentialChecks(kept, cipher)

    def row(user_id="roman"):
        with database.read() as session:
            return store.find(session, user_id, NAME)

    def terms_now():
        with database.read() as session:
            return terms(session, NAME)

    def create(user_id="roman", username="novak_roman", value="s3cretA", kind=CredentialType.PERMANENT, **members):
        return service.create(user_id, NewCredential(NAME, kind, username, value, **members))

    def check(value, user_id="roman", **options):
        """As an authentication does: compared outside, settled on the locked row, compared again where it changed."""
        while True:
            found, known = row(user_id), terms_now()
            comparison = checks.compare(found, known, value)
            with database.write() as session:
                locked = store.lock(session, user_id, NAME)
                verdict = checks.settle(session, locked, known, comparison, **options)
            if verdict is not None:
                return verdict

    return SimpleNamespace(
        database=database,
        service=service,
        checks=checks,
        row=row,
        terms=terms_now,
        create=create,
        check=check,
        define=lambda **members: define(database, **members),
    )
