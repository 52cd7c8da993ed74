"""The key that signs bundles gives way to another; former ones go on verifying."""

import json
from pathlib import Path

from api.commands.operator_account import account
from tests.api.commands.evidence.bundles import made, run


def test_after_a_rotation_another_key_signs_and_the_former_one_still_verifies(bank):
    bank.payment()
    made("pay", "before.zip")
    rotated = run("rotate-key", "--yes")
    assert rotated.exit_code == 0, rotated.output
    made("pay", "after.zip")
    Path("bank.pem").write_text(rotated.stdout)
    assert rotated.stdout.count("BEGIN PUBLIC KEY") == 2
    for name, generation in (("before.zip", 1), ("after.zip", 2)):
        told = run("verify", name, "--public-key", "bank.pem", "--json")
        assert (told.exit_code, json.loads(told.stdout)["keyGeneration"]) == (0, generation)
    newest = rotated.stdout.partition("# key 1")[0]
    Path("newest.pem").write_text(newest)
    assert run("verify", "before.zip", "--public-key", "newest.pem").exit_code == 1
    assert [
        row["private_key"] is None for row in bank.sql("SELECT private_key FROM evidence_key ORDER BY generation")
    ] == [
        True,
        False,
    ]
    [row] = bank.sql("SELECT actor FROM audit WHERE action = 'EVIDENCE_KEY_ROTATE'")
    assert row["actor"] == f"operator:{account()}"


def test_a_rotation_is_asked_for(bank):
    result = run("rotate-key", input="n\n")
    assert (result.exit_code, result.stdout) == (1, "")  # where the keys are written, to be kept
    assert bank.sql("SELECT * FROM evidence_key") == []
