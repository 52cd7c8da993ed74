"""Search attributes: by what operators find workflows in the Temporal UI. All are keywords, at most 200 bytes."""

from temporalio.common import SearchAttributeKey

OPERATION_NAME = SearchAttributeKey.for_keyword("NextStepOperationName")
RESULT = SearchAttributeKey.for_keyword("NextStepResult")
AUTH_METHOD = SearchAttributeKey.for_keyword("NextStepAuthMethod")
USER_ID = SearchAttributeKey.for_keyword("NextStepUserId")
APPLICATION_ID = SearchAttributeKey.for_keyword("NextStepApplicationId")
EXTERNAL_ID = SearchAttributeKey.for_keyword("NextStepExternalId")

ALL = (OPERATION_NAME, RESULT, AUTH_METHOD, USER_ID, APPLICATION_ID, EXTERNAL_ID)

Keyword = SearchAttributeKey[str]
