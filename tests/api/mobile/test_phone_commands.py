"""`nextstep phone` against the real servers: the life of a phone, command by command, and what it is told when it is refused."""

import subprocess
import sys
import uuid

import pytest

from tests.api.mobile.phone_holder import PIN, WRONG
from tests.api.mobile.users import PAYMENT


def test_the_pin_and_biometry_of_protocol_4_are_changed_by_the_server(holder):
    assert holder.ok("status")["biometry"] == "on"
    holder.ok("pin", *PIN, "--new-pin", "987654")
    assert "4 attempts are left" in holder.refused("history", *PIN)
    holder.ok("history", "--pin", "987654")
    holder.ok("biometry", "off")
    assert holder.ok("status")["biometry"] == "off"
    assert "biometry is off on this phone" in holder.refused("approve", holder.asked(), "--biometry")
    holder.ok("biometry", "on", "--pin", "987654")
    holder.ok("approve", holder.asked(), "--biometry")


def test_a_phone_of_3_3_is_upgraded_and_answers_what_waited(nobody):
    invited = nobody.bank.invite(nobody.user_id, commitPhase="ON_KEY_EXCHANGE")
    nobody.ok(*nobody.register(invited["activationQrCodeData"], "--protocol", "3.3"))
    assert "before protocol 4 this is the app's own matter" in nobody.refused("pin", *PIN, "--new-pin", "987654")
    operation = nobody.asked()
    assert "4 attempts are left" in nobody.refused("upgrade", *WRONG)
    assert nobody.ok("upgrade", *PIN)["protocol"] == "4.0 EC_P384_ML_L3"
    assert "only a phone of 3.3 is upgraded" in nobody.refused("upgrade", *PIN)
    assert nobody.ok("status")["registrationId"] == invited["registrationId"]
    assert [one["id"] for one in nobody.ok("list")["operations"]] == [operation]
    nobody.ok("approve", operation, *PIN)
    assert nobody.status_of(operation) == "APPROVED"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("approve", *PIN), "APPROVED"),
        (("approve", "--biometry"), "APPROVED"),
        (("reject", "--reason", "INCORRECT_DATA"), "REJECTED"),
    ],
)
def test_an_operation_is_listed_shown_and_answered(holder, words, status):
    operation = holder.asked()
    [listed] = holder.ok("list")["operations"]
    assert listed["id"] == operation
    shown = holder.run("show", operation, "--language", "cs").output
    assert "Částka: 100,00\xa0Kč" in shown
    assert "[ Odmítnout ]  [ Schválit ]" in shown
    assert holder.ok(words[0], operation, *words[1:])["status"] == status
    assert holder.status_of(operation) == status
    assert holder.ok("list")["operations"] == []
    [past] = holder.ok("history", *PIN)["operations"]
    assert (past["id"], past["status"]) == (operation, status)


def test_the_screens_follow_one_another_in_the_users_language(holder):
    result = holder.run("approve", holder.asked(), *PIN, "--language", "de")
    assert result.exit_code == 0
    assert result.output.index("[ Freigeben ]") < result.output.index("Die Zahlung")
    result = holder.run("reject", holder.asked(), "--language", "cs")
    assert "byla zamítnuta." in result.output


def test_a_pin_is_asked_for_and_never_shown(holder):
    operation = holder.asked()
    result = holder.run("approve", operation, stdin="1234\n")
    assert result.exit_code == 0
    assert "1234" not in result.output
    assert holder.status_of(operation) == "APPROVED"


def test_wrong_pins_are_counted_and_the_fifth_blocks_until_the_bank_unblocks(holder):
    operation = holder.asked()
    for left in (4, 3, 2, 1):
        assert f"wrong PIN: {left} attempts are left" in holder.refused("history", *WRONG)
    assert holder.ok("status")["remainingAttempts"] == 1
    assert "the phone is blocked, after 5 wrong PINs" in holder.refused("history", *WRONG)
    for words in (("list",), ("approve", operation, *PIN), ("inbox", "list"), ("remove", *PIN)):
        assert "the phone is blocked" in holder.refused(*words)
    made = holder.ok("status")
    holder.change(made["registrationId"], change="UNBLOCK")
    holder.ok("approve", operation, *PIN)
    assert holder.status_of(operation) == "APPROVED"


def test_a_wrong_pin_tells_that_it_was_not_approved_and_the_right_one_still_approves(holder):
    operation = holder.asked()
    result = holder.run("approve", operation, *WRONG, "--language", "cs")
    assert result.exit_code == 1
    assert "se nepodařilo potvrdit." in result.stdout
    assert "4 attempts are left" in result.stderr
    holder.ok("approve", operation, *PIN)
    assert holder.status_of(operation) == "APPROVED"


def test_block_types_wrong_pins_until_the_phone_is_blocked(holder):
    assert holder.ok("block", "--yes")["status"] == "BLOCKED"
    assert "the phone is blocked" in holder.refused("list")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (lambda holder, id: holder.run("approve", id, *PIN, phone="alice"), "was approved or rejected meanwhile"),
        (lambda holder, id: holder.run("reject", id), "was approved or rejected meanwhile"),
        (
            lambda holder, id: holder.bank.cloud.ok("DELETE", f"/v2/operations/{id}"),
            "the bank has canceled the operation meanwhile",
        ),
    ],
)
@pytest.mark.parametrize("words", [("approve", *PIN), ("reject",), ("show",)])
def test_an_operation_that_has_gone_meanwhile_is_told_with_what_became_of_it(holder, end, said, words):
    operation = holder.asked()
    end(holder, operation)
    assert said in holder.refused(words[0], operation, *words[1:])


def test_an_operation_of_nobody_is_claimed_and_of_another_user_refused(holder):
    free = holder.bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})["operationId"]
    assert holder.ok("claim", free)["operation"]["id"] == free
    holder.ok("approve", free, *PIN)
    assert holder.status_of(free) == "APPROVED"
    for id in (str(uuid.uuid4()), "x"):
        assert holder.refused("show", id)


def test_digits_approve_without_a_network(holder):
    operation = holder.asked()
    path = f"/v2/operations/{operation}/offline"
    qr = holder.bank.cloud.ok("GET", f"{path}/qr")
    made = holder.ok("offline", *PIN, stdin=qr["operationQrCodeData"] + "\n")
    request = {"otp": made["code"], "nonce": qr["nonce"], "registrationId": holder.ok("status")["registrationId"]}
    assert holder.bank.cloud.ok("POST", f"{path}/otp", request)["otpValid"] is True
    assert holder.status_of(operation) == "APPROVED"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace("100.00", "900.00"), "is not the server's"),
        (lambda text: "nothing", "an offline operation has seven lines or more"),
        (lambda text: "", "an offline operation has seven lines or more"),
    ],
)
def test_a_qr_code_that_nobody_signed_gives_no_digits(holder, damage, said):
    qr = holder.bank.cloud.ok("GET", f"/v2/operations/{holder.asked()}/offline/qr")["operationQrCodeData"]
    assert said in holder.refused("offline", *PIN, stdin=damage(qr))


def test_the_inbox_is_listed_and_read(holder):
    for number in range(3):
        message = {"type": "text", "subject": f"Message {number}", "summary": "It is here now", "body": "We sent it."}
        holder.bank.cloud.ok("POST", "/v2/inbox/messages", {"userId": holder.user_id, "silent": True, **message})
    found = holder.ok("inbox", "list")
    assert (found["unread"], [one["read"] for one in found["messages"]]) == (3, [False] * 3)
    first = found["messages"][0]["id"]
    assert "We sent it." in holder.run("inbox", "read", first).output
    assert holder.ok("inbox", "list", "--unread")["unread"] == 2
    assert len(holder.ok("inbox", "list", "--unread", "--size", "1", "--page", "1")["messages"]) == 1
    assert holder.ok("inbox", "read-all") == {"unread": 0}
    assert "there is no such message" in holder.refused("inbox", "read", str(uuid.uuid4()))


def test_a_phone_is_removed_by_its_pin(holder):
    made = holder.ok("status")["registrationId"]
    assert "4 attempts are left" in holder.refused("remove", *WRONG)
    assert holder.ok("remove", *PIN)["status"] == "REMOVED"
    assert holder.bank.cloud.ok("GET", f"/v2/registrations/{made}")["registrationStatus"] == "REMOVED"
    assert "there is no phone alice" in holder.refused("list")
    assert holder.ok("phones", phone=None) == {"phones": []}


def test_a_registration_that_the_bank_removed_is_told_and_the_phone_forgotten(holder):
    holder.change(holder.ok("status")["registrationId"], change="REMOVE")
    assert "the registration was removed: nextstep phone forget" in holder.refused("list")
    holder.ok("forget", "--yes")
    assert "there is no phone alice" in holder.refused("status")


def test_many_phones_of_a_user_are_told_apart(holder):
    invited = holder.bank.invite(holder.user_id, commitPhase="ON_KEY_EXCHANGE")
    code = holder.register(invited["activationQrCodeData"], "--language", "cs")
    assert "there is a phone alice already" in holder.refused(*code)
    holder.ok(*code, phone="second")
    assert [one["phone"] for one in holder.ok("phones", phone=None)["phones"]] == ["alice", "second"]
    operation = holder.asked()
    holder.ok("approve", operation, *PIN, phone="second")
    assert "was approved or rejected meanwhile" in holder.refused("approve", operation, *PIN)


def test_processes_at_once_take_turns_and_use_no_position_of_the_counter_twice(holder):
    operations = [holder.asked() for _ in range(3)]
    # Without the PIN, whose key costs processes of tests less than others.
    line = [sys.executable, "-m", "api.commands", "phone", "approve", "--biometry"]
    where = ["--phone", "alice", "--folder", str(holder.folder)]
    for child in [subprocess.Popen([*line, one, *where], stdout=subprocess.DEVNULL) for one in operations]:
        assert child.wait(60) == 0
    assert {holder.status_of(one) for one in operations} == {"APPROVED"}
    assert holder.ok("status")["counter"] == "in step"


def test_a_server_that_is_away_is_told(holder):
    file = holder.folder / "alice.json"
    file.write_text(file.read_text().replace(holder.bank.base_url, "http://127.0.0.1:9"))
    for words in (("list",), ("status",), ("approve", "x", *PIN), ("inbox", "list")):
        assert holder.refused(*words).startswith("http://127.0.0.1:9 does not answer")
