"""`nextstep demo --once` as a newcomer runs it: the whole story, and what is said where it goes wrong."""

import re
import subprocess

import pytest

from api.commands.child import command_line
from tests.e2e.up import newcomers_environ

pytestmark = pytest.mark.live

SECONDS = 180


def played(home, **settings):
    """The exit code of the demo, and what it said."""
    ended = subprocess.run(
        command_line("demo", "--once", "--port", "0"),
        env=newcomers_environ(home, **settings),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
        text=True,
    )
    return ended.returncode, ended.stdout


def scene(said, title):
    """What was told between a heading and the next."""
    return re.split(r"^== .*\n", said.partition(f"== {title} ")[2].partition("\n")[2], flags=re.M)[0]


def test_the_story_ends_well_and_shows_what_phone_and_bank_saw_as_often_as_it_is_played_in_a_folder(tmp_path):
    told_well(*played(tmp_path / "home"))
    told_well(*played(tmp_path / "home"))


def told_well(code, said):
    """Each scene is told to its end."""
    assert code == 0, said
    assert re.search(r"the web flow, by hand +http://localhost:\d+/demo$", said, re.MULTILINE)
    told = scene(said, "Approvals on the phone")
    heard = re.findall(r"^ *(push|callback)  (.*)", told, flags=re.M)
    pushed = [text for channel, text in heard if channel == "push"]
    assert pushed[::2] == [
        "Potvrzení přihlášení: Potvrďte prosím přihlášení do internetového bankovnictví.",
        "Potvrzení platby: Potvrďte prosím platbu 1499.90 CZK na účet CZ6508000000192000145399.",
        "Potvrzení platby: Potvrďte prosím platbu 98000.00 CZK na účet CZ1355000000000000222885.",
    ]
    assert pushed[1::2] == [
        "(silent) authentication.success",
        "(silent) authentication.success",
        "(silent) operation.canceled",
    ]
    assert [text for channel, text in heard if channel == "callback"] == [
        "of: LOGIN-1   status: APPROVED   factors: possession_knowledge   failures: 0   signature: verified",
        "of: PAYMENT-1   status: APPROVED   factors: possession_knowledge   failures: 1   signature: verified",
        "of: PAYMENT-2   status: REJECTED   reason: INCORRECT_DATA   failures: 0   signature: verified",
    ]
    assert "engine  phone was told: POWERAUTH_AUTH_FAIL   status: PENDING   failures: 1\n" in told
    assert told.count("|  Částka: 1\xa0499,90\xa0Kč\n") == 1
    assert "result: DONE" in scene(said, "A payment")
    offline = scene(said, "Approval without a network")
    assert re.search(r"phone shows: \d{8}-\d{8}\n", offline)
    assert "otp valid: True   status: APPROVED\n" in offline
    assert offline.count("\u2588") > 100
    for name in (
        "login",
        "phone",
        "approved login",
        "approved payment",
        "rejected payment",
        "offline payment",
        "payment",
        "checked payment",
    ):
        kind = "registration-" if name == "phone" else ""
        assert re.search(rf"^  the {name} +http://\S+/workflows/{kind}[0-9a-f-]{{36}}$", said, flags=re.M), name
    checked = scene(said, "A payment that is checked here")
    [code] = re.findall(r"^ *sms .*\n .* je ([0-9]{8})\. Nikomu ho nesdělujte\.$", checked, flags=re.M)
    assert f'"otpValue": "{code}"' in checked
    found = re.findall(r"result: (\w+)   status: (\w+)   remaining attempts: (\d)", checked)
    assert found == [
        ("FAILED", "ACTIVE", "2"),
        ("SUCCEEDED", "ACTIVE", "3"),
        ("FAILED", "ACTIVE", "2"),
        ("SUCCEEDED", "USED", "0"),
        ("FAILED", "ACTIVE", "2"),
        ("FAILED", "ACTIVE", "1"),
        ("FAILED", "BLOCKED_TEMPORARY", "0"),
        ("FAILED", "BLOCKED_TEMPORARY", "0"),
        ("SUCCEEDED", "ACTIVE", "3"),
    ]


def test_where_the_bank_may_not_be_called_the_demo_says_what_went_wrong(tmp_path):
    code, said = played(tmp_path / "home", CALLBACKS_PRIVATE="false")
    assert code == 1
    path = "/v2/admin/applications/demo-mobile-token/callbacks"
    assert f"the demo went wrong: POST {path} was answered 400 ERROR_REQUEST: callbackUrl: " in said
    assert "Traceback" not in said
