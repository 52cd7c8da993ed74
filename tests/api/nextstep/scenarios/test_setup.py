"""The set-up that all scenarios have, as it stands."""

from tests.api.nextstep.scenarios.bank import COSTLY


def test_the_set_up_is_there_as_it_was_told(bank, nextstep):
    for path, listed, name, expected in (
        ("/application", "applications", "applicationName", bank.application),
        ("/hashconfig", "hashConfigs", "hashConfigName", bank.hashing),
        ("/credential/policy", "credentialPolicies", "credentialPolicyName", bank.policy),
        ("/credential/definition", "credentialDefinitions", "credentialDefinitionName", bank.generated),
        ("/otp/policy", "otpPolicies", "otpPolicyName", bank.otp_policy),
        ("/otp/definition", "otpDefinitions", "otpDefinitionName", bank.otp),
        ("/role", "roles", "roleName", bank.role),
    ):
        assert expected in [one[name] for one in nextstep.ok("POST", f"{path}/list", {})[listed]]
    bank.new_hashing(parameters=COSTLY)


def test_its_operation_offers_one_method_which_may_fail_five_times(bank, nextstep):
    operation_id = bank.new_operation()
    assert [one["authMethod"] for one in nextstep.detail(operation_id)["steps"]] == [bank.method]
    left = []
    for _ in range(5):
        found = nextstep.step(operation_id, bank.method, "AUTH_FAILED")
        left.append((found["result"], nextstep.detail(operation_id)["remainingAttempts"]))
    assert left == [("CONTINUE", 4), ("CONTINUE", 3), ("CONTINUE", 2), ("CONTINUE", 1), ("FAILED", 0)]
    for result, then in (("CONFIRMED", "DONE"), ("CANCELED", "FAILED")):
        assert nextstep.step(bank.new_operation(), bank.method, result)["result"] == then
