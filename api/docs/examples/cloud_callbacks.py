"""What is said of callbacks beyond their declarations: what a bank's server receives, and how it knows who sent it."""

from config.callbacks import ATTRIBUTES, CallbackType

_OPERATION, _REGISTRATION = (
    ", ".join(f"`{name}`" for name in ATTRIBUTES[one])
    for one in (CallbackType.OPERATION_STATUS_CHANGE, CallbackType.REGISTRATION_STATUS_CHANGE)
)

TAG = f"""\
Where the bank's servers hear of changes. Each change of a status is a POST of JSON to `callbackUrl`: always `type`, the id,
`timestampEvent` and `sequence`, and of the chosen `attributes` those that have a value. Times are milliseconds since the epoch.

- `OPERATION_STATUS_CHANGE` sends `type` `OPERATION` and `operationId`, when an operation that was created here has ended;
  those of the Next Step API are told nobody. Attributes: {_OPERATION}.
- `REGISTRATION_STATUS_CHANGE` sends `type` `ACTIVATION` and `activationId`. Attributes: {_REGISTRATION}.

Each event is sent **at least once**, and events may overtake each other: `webhook-id` (and `Idempotency-Key`) is the same at
every attempt. `timestampEvent` is when the change happened, and `sequence` its number: among those of one operation or
registration the greater one is the later change, whenever it arrives. Keep the greatest of each, and pass over what comes with
a smaller one; numbers may be left out. What is told was true when the event happened; read the resource for what is true now.
An answer 2xx ends the attempts, and so does 410. After any other, a redirect too, or 60 s without one, there is another attempt:
2 s later, then each time after half as long again, an hour at most, until `maxAttempts` or the installation's limit (a day).
What has failed is listed, and can be sent again. Bodies of answers are not read.

At most 8 attempts are on their way to a callback at once, from each worker. After 5 in a row that find nobody (no connection, no
answer, or 429, 502, 503, 504) its **circuit** opens: events wait, one is sent 10 s later to see whether somebody is there, and
the next one after twice as long each time, 5 min at most. The first answer closes it, and what was held back comes within about a
minute, sooner after a short absence. Waiting is no attempt: `maxAttempts` does not count it, the installation's limit does.
Reading a callback shows its `circuit`; changing the callback closes it.

**Verify each request**, by the rules of Standard Webhooks (standardwebhooks.com), for which there are libraries
in many languages. `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `webhook-id`, `webhook-timestamp` and the
body's bytes with full stops between them; the key is what is base64 in the callback's `secret` behind `whsec_`. The timestamp is
the attempt's, in seconds: refuse one that is older than a few minutes. In Python:

```python
from standardwebhooks import Webhook

event = Webhook(secret).verify(request.get_data(), request.headers)  # raises where it is not genuine, or not recent
```

A secret is changed by `POST .../callbacks/{{callbackId}}/secret`: requests then carry a signature by the new one and, for a day
unless `formerValidSeconds` says otherwise, by each former one (at most 4), with spaces between them; libraries take any
that fits.

Addresses are of `https` or `http`, and hold no credentials. Loopback and private networks are allowed where the
installation says so; link-local ones never are.
"""
