"""What a workflow decided alone reaches the read model once, however often it is written."""

from temporalio.testing import ActivityEnvironment

from activities.projection.activities import ProjectionActivities
from activities.secrets.sealing import Sealer
from activities.store import operations
from activities.store.database import Database
from tests.activities.projecting import projector
from tests.activities.store.rows import operation, projection
from tests.migrated import migrated


def test_a_repeated_projection_is_harmless_and_an_older_one_too(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/store.db")
    migrated(database)
    with database.write() as session:
        operations.insert(session, operation())
    run, activities = ActivityEnvironment().run, ProjectionActivities(database, projector(), Sealer.of())
    for version in (3, 3, 2):
        run(activities.project_operation, projection(version=version, result="FAILED" if version == 3 else "DONE"))
    with database.read() as session:
        row = operations.get(session, "one").row
    assert (row.version, row.result) == (3, "FAILED")
    database.close()


def test_a_projection_of_an_unknown_operation_is_passed_over(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/store.db")
    migrated(database)
    ActivityEnvironment().run(
        ProjectionActivities(database, projector(), Sealer.of()).project_operation, projection("nobody")
    )
    with database.read() as session:
        assert operations.find(session, "nobody") is None
    database.close()
