"""Plays a bank by the generated clients; what the other side has to know is printed."""

import sys
import time
from typing import Any

import client_cloud as cloud
import client_nextstep as nextstep


def registered_and_approved(base, username, password, app_id):
    configuration = cloud.Configuration(host=f"{base}/powerauth-cloud", username=username, password=password)
    with cloud.ApiClient(configuration) as bank:
        registrations, operations = cloud.RegistrationsApi(bank), cloud.OperationsApi(bank)
        created = registrations.create_registration(cloud.CreateRegistrationInput(userId="python", appId=app_id))
        print("CODE", created.activation_qr_code_data, flush=True)
        pending = cloud.RegistrationStatus.PENDING_COMMIT
        while registrations.get_registration(created.registration_id).registration_status is not pending:
            time.sleep(0.1)
        registrations.commit_activation(created.registration_id)
        parameters = {"amount": "100.00", "currency": "CZK", "iban": "CZ3855000000003643174999"}
        payment = cloud.CreateOperationInput(userId="python", template="payment", parameters=parameters)
        operation = operations.create_operation(payment, idempotency_key="python-1")
        print("OPERATION", operation.operation_id, flush=True)
        while (detail := operations.get_operation(operation.operation_id, wait=5)).status.value == "PENDING":
            pass
        assert detail.timestamp_finalized >= detail.timestamp_created
        print("END", detail.status.value, detail.additional_data["authFactor"])


def paid(base):
    with nextstep.ApiClient(nextstep.Configuration(host=f"{base}/powerauth-nextstep")) as house:
        operations = nextstep.OperationsApi(house)
        amount = nextstep.AmountField(
            type="AMOUNT", id="operation.amount", amount=100, currency="CZK", currencyId="operation.currency"
        )
        form = nextstep.OperationFormData(parameters=[nextstep.FormParameter(amount)])
        asked = nextstep.CreateOperationInput(
            operationName="authorize_payment", operationData="A1*A100CZK", formData=form
        )
        wrapped = nextstep.WrappedCreateOperationInput(requestObject=asked)
        done = created = operations.create_operation(wrapped).response_object
        while done.result is nextstep.AuthResult.CONTINUE:
            step = nextstep.UpdateOperationInput(
                operationId=created.operation_id,
                userId="python",
                authMethod=done.steps[0].auth_method,
                authStepResult=nextstep.AuthStepResult.CONFIRMED,
            )
            wrapped = nextstep.WrappedUpdateOperationInput(requestObject=step)
            done = operations.update_operation(wrapped).response_object
        which = nextstep.OperationInput(operationId=created.operation_id)
        asked = nextstep.WrappedOperationInput(requestObject=which)
        detail = operations.operation_detail(asked, accept_language="en").response_object
        shown = detail.form_data.parameters[0].actual_instance
        print("END", detail.result.value, shown.formatted_value, detail.timestamp_created)


if __name__ == "__main__":
    programs: dict[str, Any] = {"cloud": registered_and_approved, "payment": paid}
    programs[sys.argv[1]](*sys.argv[2:])
