"""What is answered of a receiver's circuit breaker."""

from typing import Any

from activities.deliveries.circuits import state_of
from activities.deliveries.words import in_words
from activities.store.circuits import StoredCircuit
from api.cloud.members import sparse
from config.clock import now_ms


def circuit_members(circuit: StoredCircuit | None, *, explains: bool = False) -> dict[str, Any]:
    """How it stands now; null: the receiver has always answered. `explains`: the latest error is told in words, too."""
    state = state_of(circuit, now_ms())
    if circuit is None:
        return {"state": state, "failures": 0}
    return sparse(
        state=state,
        failures=circuit.failures,
        lastError=circuit.last_error,
        lastErrorText=in_words(circuit.last_error) if explains else None,
        timestampSince=circuit.since_ms,
        timestampNextTrial=circuit.next_trial_ms,
    )
