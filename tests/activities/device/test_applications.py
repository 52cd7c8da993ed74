"""Applications: their keys and secrets, sealed at rest and open for those who check devices."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.audit import origin, trail
from activities.audit.origin import Origin
from activities.device.applications import Applications
from activities.powerauth import keys
from activities.secrets.sealing import Sealer, Unsealable
from activities.store.database import Database
from config import master_key
from config.refused import Refused

KEY = master_key.generate()


@pytest.fixture
def applications(database):
    return Applications(database, Sealer.of(KEY))


def test_a_created_application_is_found_as_it_was_created(applications):
    created = applications.create("mtoken", ("MTOKEN", "OTHER"))
    assert created.application_id == "mtoken"
    assert created.roles == ("MTOKEN", "OTHER")
    assert applications.get("mtoken") == created
    assert len(base64.b64decode(created.application_key)) == len(base64.b64decode(created.application_secret)) == 16
    assert created.application_key != created.application_secret


def test_applications_are_listed_by_id(applications):
    for name in ("second", "first"):
        applications.create(name, ())
    assert [one.application_id for one in applications.list_applications()] == ["first", "second"]


def test_the_master_key_belongs_to_the_public_key_that_devices_trust(applications, database):
    created = applications.create("mtoken", ())
    with database.read() as session:
        master = applications.master_key(session, "mtoken")
        assert applications.master_key(session, "mtoken") is master
    point = base64.b64decode(created.master_public_key)
    assert len(point) == 65
    assert keys.is_signed(keys.public_key(point), data=b"code", signature=keys.sign(master, b"code"))


def test_a_version_is_found_by_its_key(applications, database):
    created = applications.create("mtoken", ())
    with database.read() as session:
        version = applications.version(session, created.application_key)
        assert applications.version(session, created.application_secret) is None
    assert (version.application_id, version.name, version.supported) == ("mtoken", "default", True)
    assert version.application_secret == created.application_secret


def test_versions_are_added_and_supported_no_longer(applications, database):
    default = applications.create("mtoken", ())
    added = applications.add_version("mtoken", "2.0")
    assert added.application_key != default.application_key
    assert applications.support("mtoken", "2.0", supported=False).supported is False
    with database.read() as session:
        assert applications.version(session, added.application_key).supported is False
        assert applications.version(session, default.application_key).supported is True
    assert [(one.name, one.supported) for one in applications.versions("mtoken")] == [("default", True), ("2.0", False)]
    assert applications.support("mtoken", "2.0", supported=True).supported is True
    assert applications.get("mtoken") == default


@pytest.mark.parametrize(
    ("call", "detail"),
    [
        (lambda found: found.create("mtoken", ()), "Application already exists"),
        (lambda found: found.get("unknown"), "Application not found"),
        (lambda found: found.versions("unknown"), "Application not found"),
        (lambda found: found.add_version("unknown", "2.0"), "Application not found"),
        (lambda found: found.add_version("mtoken", "default"), "Application version already exists"),
        (lambda found: found.support("unknown", "default", supported=False), "Application not found"),
        (lambda found: found.support("mtoken", "2.0", supported=False), "Application version not found"),
    ],
)
def test_what_cannot_be_is_refused(applications, call, detail):
    applications.create("mtoken", ())
    with pytest.raises(Refused) as refused:
        call(applications)
    assert (refused.value.reason, refused.value.detail) == (detail.upper().replace(" ", "_"), detail)


def test_the_master_key_of_an_unknown_application_is_refused(applications, database):
    with database.read() as session, pytest.raises(Refused):
        applications.master_key(session, "unknown")


def test_of_two_who_create_at_once_one_is_refused(applications):
    def create(call):
        try:
            return call()
        except Refused:
            return None

    with ThreadPoolExecutor(4) as threads:
        calls = [lambda: applications.create("mtoken", ())] * 4
        assert len([found for found in threads.map(create, calls) if found]) == 1
        calls = [lambda: applications.add_version("mtoken", "2.0")] * 4
        assert len([found for found in threads.map(create, calls) if found]) == 1


def test_secrets_rest_sealed_and_open_with_the_right_key_only(applications, database):
    created = applications.create("mtoken", ())
    with database.read() as session:
        master = keys.private_bytes(applications.master_key(session, "mtoken"))
        rows = session.connection().execute(text("SELECT application_secret FROM application_version")).all()
        rows += session.connection().execute(text("SELECT private_key FROM master_key_pair")).all()
    stored = " ".join(map(str, rows))
    assert created.application_secret not in stored
    assert base64.b64encode(master).decode() not in stored
    stranger = Applications(database, Sealer.of(master_key.generate()))
    with pytest.raises(Unsealable):
        stranger.get("mtoken")
    with database.read() as session, pytest.raises(Unsealable):
        stranger.master_key(session, "mtoken")


def test_a_secret_moved_to_another_version_does_not_open(applications, database):
    applications.create("one", ())
    applications.create("other", ())
    with database.write() as session:
        session.connection().execute(
            text(
                "UPDATE application_version SET application_secret = "
                "(SELECT application_secret FROM application_version WHERE application_id = 'one')"
            )
        )
    assert applications.get("one").application_id == "one"
    with pytest.raises(Unsealable):
        applications.get("other")


def test_who_reads_a_secret_is_told_to_the_audit(database, url):
    sealer = Sealer.of(KEY)
    audited = Database(url, info=trail.database_info(sealer, on=True))
    applications = Applications(audited, sealer)
    with origin.assume(Origin("admin", "GET", "/admin/applications/mtoken", request_id="1")):
        created = applications.create("mtoken", ())
        applications.add_version("mtoken", "2")
        assert len(applications.list_applications()) == 1
        assert [one.application_secret for one in applications.reveal("mtoken", "default")] == [
            created.application_secret
        ]
        applications.reveal("mtoken")
        with pytest.raises(Refused):
            applications.reveal("mtoken", "3")
        with pytest.raises(Refused):
            applications.reveal("another")
    with audited.read() as session:
        told = session.connection().execute(text("SELECT action, actor FROM audit ORDER BY id")).all()
    audited.close()
    assert [tuple(row) for row in told if row.action == "APPLICATION_SECRET_READ"] == [
        ("APPLICATION_SECRET_READ", "admin")
    ] * 3
