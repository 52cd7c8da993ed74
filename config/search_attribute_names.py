"""What search attributes are called, by which operators find workflows in the Temporal UI."""

from typing import Final

STATUS: Final = "NextStepStatus"
REASON: Final = "NextStepReason"
AUTH_METHOD: Final = "NextStepAuthMethod"
USER_ID: Final = "NextStepUserId"
APPLICATION_ID: Final = "NextStepApplicationId"
EXTERNAL_ID: Final = "NextStepExternalId"
SUBJECT: Final = "NextStepSubject"

ALL: Final = (STATUS, REASON, AUTH_METHOD, USER_ID, APPLICATION_ID, EXTERNAL_ID, SUBJECT)
