"""Steps that scenarios of authentication share, over HTTP."""

RESULT = ("authenticationResult", "otpStatus", "remainingAttempts")


def new_code(bank, **members):
    """A new one-time password."""
    return bank.ok("/otp", **{"otpName": bank.otp, **members})


def wrong(code):
    """A value that is as long as the right one, and another."""
    return str((int(code["otpValue"][0]) + 1) % 10) + code["otpValue"][1:]


def give(bank, code, value, **members):
    """What is answered to a value for it."""
    return bank.ok("/auth/otp", otpId=code["otpId"], otpValue=value, **members)


def say(bank, person, value, **members):
    """What is answered to a password."""
    asked = {"credentialName": bank.credential, "userId": person.user_id, "credentialValue": value}
    return bank.ok("/auth/credential", **asked, **members)


def say_both(bank, person, value, code, code_value, **members):
    """What is answered to a password with a one-time password."""
    asked = {"userId": person.user_id, "credentialValue": value, "otpId": code["otpId"], "otpValue": code_value}
    return bank.ok("/auth/combined", **asked, **members)


def told(answer, *names):
    return tuple(answer[name] for name in names or RESULT)


def result(bank, operation_id):
    return bank.nextstep.detail(operation_id)["result"]


def reset_counters(bank, mode="RESET_BLOCKED_TEMPORARY"):
    return bank.ok("/credential/counter/reset-all", resetMode=mode)


def clear_counter(bank, person):
    """As a channel of the bank's that checked the credential itself."""
    asked = {"userId": person.user_id, "credentialName": bank.credential, "authenticationResult": "SUCCEEDED"}
    return bank.ok("/credential/counter/update", **asked)
