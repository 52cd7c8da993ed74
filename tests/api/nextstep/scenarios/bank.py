"""The set-up of all scenarios (`nextstep-scenarios.md`), by the API alone, and what single ones need besides."""

from dataclasses import dataclass

from tests.api.nextstep.credential_policy import POLICY
from tests.e2e.client import unique

# Of the set-up but for its costs, which one test pays and the others need not.
CHEAP = {"version": "19", "iterations": "1", "memory": "5", "parallelism": "1", "outputLength": "32"}
COSTLY = {"version": "19", "iterations": "3", "memory": "15", "parallelism": "16", "outputLength": "32"}
OTP_POLICY = {"length": 8, "attemptLimit": 3, "genAlgorithm": "OTP_DATA_DIGEST"}
DATA = "A1*A100CZK*Q238400856/0300**D20190629*NUtility Bill Payment"


@dataclass(frozen=True)
class Person:
    """A user with a credential."""

    user_id: str
    username: str
    value: str


class Bank:
    """Its application, policies, definitions, role and operation, of names that no other bank has; and its people.

    `credential` is for values that are given, `generated` for those that are made and validated.
    """

    method = "SMS_KEY"

    def __init__(self, nextstep):
        self.nextstep = nextstep
        self.application = self._create("/application", "applicationName")
        self.hashing = self.new_hashing()
        self.policy = self.new_policy()
        self.credential = self.new_credential(hashed=True)
        self.generated = self.new_credential()
        self.otp_policy = self.new_otp_policy()
        self.otp = self.new_otp()
        self.role = self._create("/role", "roleName")
        self.operation = self._new_flow()

    def ok(self, path, **members):
        """The answer to a POST, which must be right."""
        return self.nextstep.ok("POST", path, members)

    def new_hashing(self, algorithm="ARGON_2ID", parameters=CHEAP):
        """The name of another hashing configuration."""
        return self._create("/hashconfig", "hashConfigName", algorithm=algorithm, parameters=parameters)

    def new_policy(self, **members):
        """The name of another credential policy, with other members."""
        return self._create("/credential/policy", "credentialPolicyName", **POLICY | members)

    def new_credential(self, *, hashed=False, **members):
        """The name of another credential definition, with other members; of the bank's own policy unless another is named."""
        hashing = {"hashingEnabled": True, "hashConfigName": self.hashing} if hashed else {}
        plain = {"applicationName": self.application, "credentialPolicyName": self.policy, "category": "PASSWORD"}
        return self._create("/credential/definition", "credentialDefinitionName", **plain | hashing | members)

    def new_otp_policy(self, **members):
        """The name of another policy of one-time passwords, with other members."""
        return self._create("/otp/policy", "otpPolicyName", **OTP_POLICY | members)

    def new_otp(self, **members):
        """The name of another definition of one-time passwords, with other members."""
        plain = {"applicationName": self.application, "otpPolicyName": self.otp_policy}
        return self._create("/otp/definition", "otpDefinitionName", **plain | members)

    def new_person(self, credential=None, value="s3cret_Value", **members):
        """A new user with a user name and a value, of the bank's own credential unless another is named."""
        person = Person(unique("user"), unique("name").replace("-", "_"), value)
        theirs = {
            "credentialName": credential or self.credential,
            "credentialType": "PERMANENT",
            "username": person.username,
            "credentialValue": person.value,
        }
        self.ok("/user", userId=person.user_id, credentials=[theirs], **members)
        return person

    def new_operation(self, **members):
        """The id of a new operation, which offers `method`."""
        return self.nextstep.create(self.operation, operationData=DATA, **members)["operationId"]

    def _create(self, path, name, **members):
        return self.ok(path, **{name: unique(name.removesuffix("Name"))}, **members)[name]

    def _new_flow(self):
        """One step, whose method may fail five times."""
        name = unique("flow")
        self.ok(
            "/operation/config", operationName=name, templateVersion="A", templateId=1, mobileTokenMode='{"type":"1FA"}'
        )
        for ended, result in (
            (None, "CONTINUE"),
            (("SMS_KEY", "CONFIRMED"), "DONE"),
            (("SMS_KEY", "AUTH_FAILED"), "CONTINUE"),
            (("SMS_KEY", "AUTH_METHOD_FAILED"), "FAILED"),
            (("SMS_KEY", "CANCELED"), "FAILED"),
            (("INIT", "CANCELED"), "FAILED"),
        ):
            method, how = ended or (None, None)
            self.ok(
                "/step/definition",
                stepDefinitionId=unique_number(),
                operationName=name,
                operationRequestType="UPDATE" if ended else "CREATE",
                requestAuthMethod=method,
                requestAuthStepResult=how,
                responsePriority=1,
                responseAuthMethod=self.method if result == "CONTINUE" else None,
                responseResult=result,
            )
        self.ok("/operation/auth-method/config", operationName=name, authMethod=self.method, maxAuthFails=5)
        return name


def unique_number():
    """An id of a step definition that no other test uses."""
    return int(unique("").removeprefix("-"), 16)
