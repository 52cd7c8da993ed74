// What a page of a flow does more where scripts run: it counts down, and waits for the phone. Without it the page works, and is
// loaded again now and then.
"use strict";

const flow = document.getElementById("flow");
const OFFLINE_SECONDS = 5;
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// A form that was sent may change the operation before its answer is here: loading the page again would take the form back. Where
// the user stops it on its way, the page stays, and goes on as before.
let leaving = new AbortController();
let isOver = false;
let sent = 0;
document.addEventListener("submit", () => {
  sent += 1;
  leaving.abort();
});
window.navigation?.addEventListener("navigateerror", () => {
  sent = Math.max(0, sent - 1); // Who presses twice stops the first by the second.
  if (sent === 0 && leaving.signal.aborted) {
    leaving = new AbortController();
    goOn();
  }
});

function goOn() {
  if (isOver) {
    again();
  } else if (flow.dataset.changes) {
    waitForChange(flow.dataset.changes, flow.dataset.known);
  }
}

// Not while there is no network: in the page's place the browser would show one of its own, which leads nowhere.
async function again() {
  const { signal } = leaving;
  while (!signal.aborted) {
    try {
      await fetch("/demo/static/icon.svg", { method: "HEAD", cache: "no-store", signal });
      location.reload();
      return;
    } catch {
      await pause(OFFLINE_SECONDS);
    }
  }
}

// The time that is left was counted by the server's clock; here only its passing is measured, whatever this clock says: since the
// page began to arrive, for on a slow network that is long before a script runs.
function countDown(seconds) {
  const left = document.getElementById("left");
  const spoken = document.getElementById("spoken");
  const [page] = performance.getEntriesByType("navigation");
  const end = (page ? page.responseStart : performance.now()) + seconds * 1000;
  let warned = seconds <= 60;
  const timer = setInterval(() => {
    const rest = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    if (rest <= 60 && !warned) {
      warned = true;
      spoken.textContent = flow.dataset.soon;
    }
    if (rest === 0) {
      clearInterval(timer);
      isOver = true;
      setTimeout(again, 1000);
    }
  }, 1000);
}

// One request waits at the server until something happens. It is asked again when it has waited its time, or when the server says
// after how many seconds, because too many wait already.
async function waitForChange(address, known) {
  const { signal } = leaving;
  while (!signal.aborted) {
    let seconds = 0;
    try {
      const answer = await fetch(`${address}?known=${encodeURIComponent(known)}`, { signal });
      if (answer.ok ? (await answer.json()).changed : answer.status === 404) {
        again();
        return;
      }
      seconds = Number(answer.headers.get("Retry-After")) || (answer.ok ? 0 : 5);
    } catch {
      seconds = OFFLINE_SECONDS;
    }
    // Not all at the same moment.
    await pause(seconds * (1 + Math.random() / 2));
  }
}

if (flow) {
  if (flow.dataset.seconds) {
    countDown(Number(flow.dataset.seconds));
  }
  goOn();
}
