// Asks the browser for a passkey, or for a signature by one, and sends what it gives with the page's own form. The form has the
// address of the options (data-options), what is asked (data-ask: create or get), and the words for what may happen.
"use strict";

const form = document.getElementById("passkey");
const begin = document.getElementById("passkey-begin");
const told = document.getElementById("passkey-told");

const CAN = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;

// Some browsers ask nothing where there is no passkey, and some ask behind another window: the button comes back after this.
const PATIENCE_MS = 10_000;
let pending = new AbortController();

function tell(words, isBad = true) {
  told.textContent = words;
  told.hidden = !words;
  told.classList.remove("late");
  told.classList.toggle("bad", isBad);
}

async function options() {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRF-Token": form.elements.csrf.value },
  });
  if (!answer.ok) {
    throw new Error(`options: ${answer.status}`);
  }
  return answer.json();
}

async function create({ publicKey }) {
  return navigator.credentials.create({ signal: pending.signal, publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function get({ publicKey, payment }) {
  const parsed = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  if (payment && parsed.allowCredentials.length && (await canConfirmPayments())) {
    try {
      return await confirm(parsed, payment);
    } catch (error) {
      // The user has said no; whatever else it was, the passkey can sign without the browser's own page.
      if (error.name === "NotAllowedError" || error.name === "AbortError") {
        throw error;
      }
    }
  }
  return navigator.credentials.get({ signal: pending.signal, publicKey: parsed });
}

// Secure Payment Confirmation: the browser itself shows amount and payee, and what it has shown is signed.
async function canConfirmPayments() {
  if (!window.PaymentRequest || !PaymentRequest.securePaymentConfirmationAvailability) {
    return false;
  }
  try {
    return (await PaymentRequest.securePaymentConfirmationAvailability()) === "available";
  } catch {
    // Some have the question, and nobody who answers it.
    return false;
  }
}

async function confirm(parsed, payment) {
  const data = {
    credentialIds: parsed.allowCredentials.map((one) => one.id),
    challenge: parsed.challenge,
    rpId: parsed.rpId,
    payeeName: payment.payeeName,
    instrument: { displayName: form.dataset.instrument, icon: new URL(form.dataset.icon, location).href, iconMustBeShown: false },
    timeout: parsed.timeout,
  };
  const request = new PaymentRequest([{ supportedMethods: "secure-payment-confirmation", data }], {
    total: { label: payment.payeeName, amount: payment.total },
  });
  const response = await request.show();
  await response.complete("success");
  return response.details;
}

async function run() {
  pending.abort();
  const mine = (pending = new AbortController());
  begin.disabled = true;
  tell(form.dataset.asks, false);
  setTimeout(() => {
    if (mine === pending) {
      begin.disabled = false;
    }
  }, PATIENCE_MS);
  try {
    const asked = await options();
    const credential = await (form.dataset.ask === "create" ? create(asked) : get(asked));
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
  } catch (error) {
    if (mine.signal.aborted) {
      return; // It was asked for again.
    }
    const words = { NotAllowedError: form.dataset.cancelled, AbortError: form.dataset.cancelled, InvalidStateError: form.dataset.known };
    tell(words[error.name] || form.dataset.failed);
    begin.disabled = false;
    begin.focus();
  }
}

if (form && begin) {
  tell("");
  if (CAN) {
    begin.hidden = false;
    begin.addEventListener("click", run);
  } else {
    tell(form.dataset.impossible);
  }
}
