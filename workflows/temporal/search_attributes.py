"""Search attributes: by what operators find workflows in the Temporal UI. All are keywords, at most 200 bytes."""

from temporalio.common import SearchAttributeKey

from config import search_attribute_names as names

STATUS = SearchAttributeKey.for_keyword(names.STATUS)
REASON = SearchAttributeKey.for_keyword(names.REASON)
AUTH_METHOD = SearchAttributeKey.for_keyword(names.AUTH_METHOD)
USER_ID = SearchAttributeKey.for_keyword(names.USER_ID)
APPLICATION_ID = SearchAttributeKey.for_keyword(names.APPLICATION_ID)
EXTERNAL_ID = SearchAttributeKey.for_keyword(names.EXTERNAL_ID)
# Of deliveries: the operation, registration or message that they tell of.
SUBJECT = SearchAttributeKey.for_keyword(names.SUBJECT)

# Of operations and registrations; and of deliveries, in a namespace of their own.
ALL = (STATUS, REASON, AUTH_METHOD, USER_ID, APPLICATION_ID, EXTERNAL_ID)
OF_DELIVERIES = (STATUS, REASON, APPLICATION_ID, SUBJECT)

Keyword = SearchAttributeKey[str]
