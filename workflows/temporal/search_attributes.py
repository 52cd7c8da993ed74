"""Search attributes: by what operators find workflows in the Temporal UI. All are keywords, at most 200 bytes."""

from temporalio.common import SearchAttributeKey

STATUS = SearchAttributeKey.for_keyword("NextStepStatus")
REASON = SearchAttributeKey.for_keyword("NextStepReason")
AUTH_METHOD = SearchAttributeKey.for_keyword("NextStepAuthMethod")
USER_ID = SearchAttributeKey.for_keyword("NextStepUserId")
APPLICATION_ID = SearchAttributeKey.for_keyword("NextStepApplicationId")
EXTERNAL_ID = SearchAttributeKey.for_keyword("NextStepExternalId")
# Of deliveries: the operation, registration or message that they tell of.
SUBJECT = SearchAttributeKey.for_keyword("NextStepSubject")

# Of operations and registrations; and of deliveries, in a namespace of their own.
ALL = (STATUS, REASON, AUTH_METHOD, USER_ID, APPLICATION_ID, EXTERNAL_ID)
OF_DELIVERIES = (STATUS, REASON, APPLICATION_ID, SUBJECT)

Keyword = SearchAttributeKey[str]
