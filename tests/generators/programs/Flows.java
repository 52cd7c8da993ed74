import client.cloud.api.RegistrationsApi;
import client.cloud.model.CommitRegistrationInput;
import client.cloud.model.CreateRegistrationInput;
import client.cloud.model.OperationDetail;
import client.cloud.model.OperationStatus;
import client.cloud.model.RegistrationStatus;
import client.nextstep.model.AmountField;
import client.nextstep.model.AuthResult;
import client.nextstep.model.AuthStep;
import client.nextstep.model.AuthStepResult;
import client.nextstep.model.CreateOperationInput;
import client.nextstep.model.CreateOperationResult;
import client.nextstep.model.FormParameter;
import client.nextstep.model.OperationDetailResult;
import client.nextstep.model.OperationFormData;
import client.nextstep.model.OperationInput;
import client.nextstep.model.UpdateOperationInput;
import client.nextstep.model.UpdateOperationResult;
import client.nextstep.model.WrappedCreateOperationInput;
import client.nextstep.model.WrappedOperationInput;
import client.nextstep.model.WrappedUpdateOperationInput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Plays a bank by the generated clients; what the other side has to know is printed. */
public final class Flows {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("cloud")) {
            cloud(args[1], args[2], args[3], args[4]);
        } else {
            payment(args[1]);
        }
    }

    private static void cloud(String base, String username, String password, String appId) throws Exception {
        var bank = new client.cloud.ApiClient();
        bank.updateBaseUri(base + "/powerauth-cloud");
        var pair = Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        bank.setRequestInterceptor(request -> request.header("Authorization", "Basic " + pair));
        var registrations = new RegistrationsApi(bank);
        var operations = new client.cloud.api.OperationsApi(bank);

        var asked = new CreateRegistrationInput().userId("java").appId(appId);
        var created = registrations.createRegistration(asked, null, null);
        System.out.println("CODE " + created.getActivationQrCodeData());
        var id = created.getRegistrationId();
        while (registrations.getRegistration(id).getRegistrationStatus() != RegistrationStatus.PENDING_COMMIT) {
            Thread.sleep(100);
        }
        registrations.commitActivation(id, null, new CommitRegistrationInput());
        var payment = new client.cloud.model.CreateOperationInput().userId("java").template("payment").parameters(
            Map.of("amount", "100.00", "currency", "CZK", "iban", "CZ3855000000003643174999"));
        var operation = operations.createOperation(payment, "java-1");
        System.out.println("OPERATION " + operation.getOperationId());
        OperationDetail detail;
        do {
            detail = operations.getOperation(operation.getOperationId(), 5, null);
        } while (detail.getStatus() == OperationStatus.PENDING);
        if (detail.getTimestampFinalized() < detail.getTimestampCreated()) {
            throw new IllegalStateException("it ended before it began");
        }
        System.out.println("END " + detail.getStatus() + " " + detail.getAdditionalData().get("authFactor"));
    }

    private static void payment(String base) throws Exception {
        var house = new client.nextstep.ApiClient();
        house.updateBaseUri(base + "/powerauth-nextstep");
        var operations = new client.nextstep.api.OperationsApi(house);

        var amount = new AmountField().type(AmountField.TypeEnum.AMOUNT).id("operation.amount");
        amount.amount(new BigDecimal("100")).currency("CZK").currencyId("operation.currency");
        var form = new OperationFormData().parameters(List.of(new FormParameter(amount)));
        var asked = new CreateOperationInput().operationName("authorize_payment").operationData("A1*A100CZK").formData(form);
        CreateOperationResult created = operations
            .createOperation(new WrappedCreateOperationInput().requestObject(asked), null, null).getResponseObject();
        List<AuthStep> steps = created.getSteps();
        var result = created.getResult();
        while (result == AuthResult.CONTINUE) {
            var step = new UpdateOperationInput().operationId(created.getOperationId()).userId("java");
            step.authMethod(steps.get(0).getAuthMethod()).authStepResult(AuthStepResult.CONFIRMED);
            UpdateOperationResult updated = operations
                .updateOperation(new WrappedUpdateOperationInput().requestObject(step), null, null).getResponseObject();
            steps = updated.getSteps();
            result = updated.getResult();
        }
        var which = new WrappedOperationInput().requestObject(new OperationInput().operationId(created.getOperationId()));
        OperationDetailResult detail = operations.operationDetail(which, "en").getResponseObject();
        var shown = detail.getFormData().getParameters().get(0).getAmountFieldAnswer();
        System.out.println("END " + detail.getResult() + " " + shown.getFormattedValue() + " " + detail.getTimestampCreated());
    }
}
