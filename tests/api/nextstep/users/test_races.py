"""Everything at once with one user: each request has a documented answer, and none is kept from its turn."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.in_process import InProcess

PHONE = {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420603123456", "primary": True}


@pytest.mark.exhaustive
def test_whatever_is_done_with_a_user_at_once_has_a_documented_answer(app, bank, person):
    who = {"userId": person.user_id}
    credential = {**who, "credentialName": bank.credential}
    code = bank.ok("/otp", **credential, otpName=bank.otp, otpData="A1")
    value = {**credential, "credentialValue": person.value}
    renewed = {
        "credentialName": bank.credential,
        "credentialType": "PERMANENT",
        "username": person.username,
        "credentialValue": person.value,
        "validationMode": "NO_VALIDATION",
    }
    requests = [
        ("/user/delete", who),
        ("/user", {**who, "credentials": [renewed], "contacts": [PHONE]}),
        ("/auth/credential", value),
        ("/auth/otp", {"otpId": code["otpId"], "otpValue": code["otpValue"]}),
        ("/user/update", {**who, "userIdentityStatus": "ACTIVE", "roles": ["CLERK"]}),
        ("/credential/block", credential),
        ("/auth/combined", {**who, "credentialValue": person.value, "otpId": code["otpId"], "otpValue": "00000000"}),
        ("/credential/unblock", credential),
        ("/user/block", who),
        ("/user/update/multi", {"userIds": [person.user_id], "userIdentityStatus": "ACTIVE"}),
        ("/user/role/remove", {**who, "roleName": "CLERK"}),
        ("/user/contact/update", {**who, **PHONE}),
        ("/user/detail", {**who, "includeRemoved": True}),
    ]

    def send(number):
        path, members = requests[number % len(requests)]
        with InProcess(app) as client:
            return path, client.ask("POST", path, members)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8 * len(requests))))
    # Who finds the credential changed again and again is told to come again; nobody waits for somebody who waits for him.
    others = [(path, one.text) for path, one in answers if one.status_code not in (200, 400)]
    assert [told for told in others if "somebody else changes this credential" not in told[1]] == []
    detail = bank.ok("/user/detail", **who, includeRemoved=True)
    assert detail["userIdentityStatus"] in ("ACTIVE", "BLOCKED", "REMOVED")
