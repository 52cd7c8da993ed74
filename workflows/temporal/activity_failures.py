"""Faults of activities, as Temporal hears of them: a lasting one ends the activity, and none tells what it was about.

Activities are tried again without end while the database is away. What fails by the values that it is given would so be tried
for ever, and its workflow never go on; histories keep a failure's words, which may quote those values.
"""

import logging
from concurrent.futures import BrokenExecutor
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.deliveries.permanent_failures import describe, is_lasting
from activities.secrets.sealing import Unsealable
from activities.store.unavailable import StoreUnavailable

log = logging.getLogger(__name__)

# The type of the failure that an activity ends with.
LASTING = "LASTING_FAULT"

# Somebody sees to these, however long it takes.
_AWAY = (StoreUnavailable, Unsealable, OSError)
# Of what nobody knows whether it lasts: about a quarter of an hour, by the policies of our workflows.
_MAX_ATTEMPTS = 20


class ActivityFailures(Interceptor):
    """Of every worker."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """See `Interceptor`."""
        return _Inbound(next)


class _Inbound(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except (FailureError, BrokenExecutor):  # meant for Temporal as they are
            raise
        except Exception as error:
            raise _failure(error) from None


def _failure(error: Exception) -> ApplicationError:
    info = activity.info()
    ends = is_lasting(error) or (not isinstance(error, _AWAY) and info.attempt >= _MAX_ATTEMPTS)
    kind = type(error).__name__
    if not ends:
        log.warning("%s of %s is tried again: %s", info.activity_type, info.workflow_id, describe(error))
        return ApplicationError(kind, type=kind)
    log.error("%s of %s is given up: %s", info.activity_type, info.workflow_id, describe(error))
    return ApplicationError(kind, type=LASTING, non_retryable=True)
