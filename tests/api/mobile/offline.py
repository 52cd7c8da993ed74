"""A user who approves without a network."""

from tests.e2e.client import unique

PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}


class Offline:
    """A user with a phone, and the bank's two calls about an operation."""

    def __init__(self, bank, **options):
        self.bank, self.cloud, self.user_id = bank, bank.cloud, unique("user")
        self.phone = bank.registered(user_id=self.user_id, **options)

    @property
    def registration_id(self):
        return self.phone.registration.activation_id

    def asked(self, **members):
        request = {"userId": self.user_id, "template": "payment", "parameters": PAYMENT, **members}
        return self.cloud.ok("POST", "/v2/operations", request)["operationId"]

    def of(self, operation_id):
        return self.cloud.ok("GET", f"/v2/operations/{operation_id}")

    def qr(self, operation_id, **query):
        return self.cloud.ok("GET", f"/v2/operations/{operation_id}/offline/qr", params=query)

    def request(self, otp, nonce, **members):
        return {"otp": otp, "nonce": nonce, "registrationId": self.registration_id, **members}

    def verify(self, operation_id, otp, nonce, **options):
        return self.cloud.ok("POST", f"/v2/operations/{operation_id}/offline/otp", self.request(otp, nonce), **options)

    def refused(self, operation_id, otp, nonce, **members):
        return self.cloud.refused(
            "POST", f"/v2/operations/{operation_id}/offline/otp", self.request(otp, nonce, **members)
        )

    def scan(self, qr, *factors):
        return self.phone.offline_code(qr["operationQrCodeData"], *factors)
