"""What is missing or damaged is told in the bundle and by the exit code."""

from pathlib import Path

import pytest

from activities.store import ended
from tests.api.commands.evidence.bundles import gaps, made, run

DAMAGES = {
    "UPDATE audit SET result = 'FAILED' WHERE action = 'SIGNATURE'": "its content is not what was written",
    "UPDATE audit SET event_data = 'x' WHERE action = 'OPERATION'": "its content is not what was written",
    "UPDATE audit SET link = 'x' WHERE position = 1": "its link does not follow from the row before it",
    "DELETE FROM audit WHERE action = 'OPERATION_CREATE'": "no row of the operation's creation",
    "DELETE FROM audit WHERE action = 'OPERATION'": "no row of the operation's end",
    "UPDATE audit_chain SET position = 7": "the head of the chain is not what was sealed",
    "DELETE FROM audit WHERE position = 1": "the row before it in the chain is missing",
    "DELETE FROM audit_chain": "there is no audit trail",
    "UPDATE signed_request SET evidence = 'v1.x.x'": "what was signed with answer update was changed",
    "UPDATE signed_request SET evidence = NULL": "was not recorded",
    "DELETE FROM signed_request": "by which step 2 was taken is not stored any more",
    "DELETE FROM registration": "is no longer stored",
    "UPDATE operation SET state = '{}'": "the operation's state cannot be read",
    "UPDATE registration SET server_private_key = 'x'": "the key of registration",
}


@pytest.mark.exhaustive
@pytest.mark.parametrize(("damage", "said"), DAMAGES.items(), ids=[*DAMAGES])
def test_what_is_missing_or_damaged_is_told_in_the_bundle_and_by_the_exit_code(bank, damage, said):
    bank.answer(bank.payment())
    bank.seal()
    bank.sql(damage)
    found, page = made("pay", code=1)
    assert said in gaps(found)
    assert "What is missing or damaged" in page
    assert run("verify", "bundle.zip").exit_code == 0
    assert said in run("verify", "bundle.zip").stdout


def test_what_cannot_be_audited_is_not_made(bank):
    bank.answer(bank.payment())
    bank.sql("UPDATE audit_chain SET sealed_key = 'x'")
    result = run("pay", "--output", "bundle.zip")
    assert (result.exit_code, "is not the key that this database's secrets" in result.stderr) == (1, True)
    assert not Path("bundle.zip").exists()


def test_of_an_operation_that_was_swept_or_erased_the_audits_rows_are_told(bank):
    bank.answer(bank.payment())
    bank.seal()
    with bank.database.write() as session:
        ended.drop_operations(session, ["pay"])
    found, _ = made("pay", code=1)
    assert "no longer stored" in gaps(found)
    assert [one["action"] for one in found["audit"]] == ["OPERATION_CREATE", "OPERATION"]
    assert found.keys() == {"audit", "gap"}
