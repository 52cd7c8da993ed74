// Plays a bank by the generated clients; what the other side has to know is printed.
import * as cloud from "./cloud-typescript-fetch";
import * as nextstep from "./nextstep-typescript-fetch";

async function registeredAndApproved(base: string, username: string, password: string, appId: string): Promise<void> {
  const configuration = new cloud.Configuration({ basePath: `${base}/powerauth-cloud`, username, password });
  const registrations = new cloud.RegistrationsApi(configuration);
  const operations = new cloud.OperationsApi(configuration);
  const userId = "typescript";
  const created = await registrations.createRegistration({ createRegistrationInput: { userId, appId } });
  console.log(`CODE ${created.activationQrCodeData}`);
  const registrationId = created.registrationId;
  while ((await registrations.getRegistration({ registrationId })).registrationStatus !== "PENDING_COMMIT") {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await registrations.commitActivation({ registrationId, commitRegistrationInput: {} });
  const parameters = { amount: "100.00", currency: "CZK", iban: "CZ3855000000003643174999" };
  const createOperationInput = { userId, template: "payment", parameters };
  const { operationId } = await operations.createOperation({ createOperationInput, idempotencyKey: "typescript-1" });
  console.log(`OPERATION ${operationId}`);
  let detail: cloud.OperationDetail;
  do {
    detail = await operations.getOperation({ operationId, wait: 5 });
  } while (detail.status === "PENDING");
  if (detail.timestampFinalized! < detail.timestampCreated) {
    throw new Error("it ended before it began");
  }
  console.log(`END ${detail.status} ${detail.additionalData["authFactor"]}`);
}

async function paid(base: string): Promise<void> {
  const operations = new nextstep.OperationsApi(
    new nextstep.Configuration({ basePath: `${base}/powerauth-nextstep` }),
  );
  const amount: nextstep.FormParameter = {
    type: "AMOUNT", id: "operation.amount", amount: 100, currency: "CZK", currencyId: "operation.currency",
  };
  const created = (await operations.createOperation({ wrappedCreateOperationInput: { requestObject: {
    operationName: "authorize_payment", operationData: "A1*A100CZK", formData: { parameters: [amount] },
  } } })).responseObject;
  const operationId = created.operationId;
  let { result, steps } = created;
  while (result === "CONTINUE") {
    ({ result, steps } = (await operations.updateOperation({ wrappedUpdateOperationInput: { requestObject: {
      operationId, userId: "typescript", authMethod: steps[0].authMethod, authStepResult: "CONFIRMED",
    } } })).responseObject);
  }
  const detail = (await operations.operationDetail({
    wrappedOperationInput: { requestObject: { operationId } }, acceptLanguage: "en",
  })).responseObject;
  const shown = detail.formData!.parameters[0];
  const formatted = shown.type === "AMOUNT" ? shown.formattedValue : "no amount";
  console.log(`END ${detail.result} ${formatted} ${detail.timestampCreated}`);
}

const [what, ...rest] = process.argv.slice(2);
const [base, username, password, appId] = rest;
(what === "cloud" ? registeredAndApproved(base, username, password, appId) : paid(base)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
