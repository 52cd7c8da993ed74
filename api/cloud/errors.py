"""Every error that the PowerAuth Cloud API answers: code, status and text (`mobile-and-cloud.md` §3.5).

Missing entities are 400, as the API's documents have it; 404 is for addresses that do not exist.
"""

from api.http.error_table import Codes, ErrorTable, ErrorText, by_reason
from config.reasons import OF_IDENTITIES, Reason

CODES = Codes(
    "ERROR_REQUEST",
    invalid="ERROR_REQUEST",
    unavailable="ERROR_INTERNAL_API",
    unauthorized="HTTP_401",
    forbidden="HTTP_403",
    too_many="ERROR_REQUEST",
    approval_required="ERROR_APPROVAL_REQUIRED",
)

ERRORS = {
    "ERROR_REQUEST": ErrorText(400, "{detail}", default="The request is not valid"),
    "ERROR_ADMIN": ErrorText(400, "{detail}", default="The change is not possible"),
    "ERROR_APPROVAL_REQUIRED": ErrorText(
        409, "{detail}", default="Another administrator has to approve this; then call again"
    ),
    "ERROR_REGISTRATION": ErrorText(400, "{detail}", default="Registration already exists"),
    "ERROR_REGISTRATION_NOT_FOUND": ErrorText(400, "{detail}", default="Registration not found"),
    "ERROR_REGISTRATION_NOT_ALLOWED": ErrorText(400, "{detail}", default="Registration is already in progress"),
    "ERROR_REGISTRATION_CHANGE": ErrorText(
        400, "{detail}", default="The registration is in an invalid state for the requested action"
    ),
    "ERROR_PUSH_MESSAGE": ErrorText(400, "{detail}", default="The message cannot be sent"),
    "ERROR_INBOX_NOT_FOUND": ErrorText(400, "{detail}", default="Inbox not found"),
    "ERROR_OPERATION_NOT_FOUND": ErrorText(400, "Operation with given ID was not found"),
    "ERROR_OPERATION_STATE_CHANGE": ErrorText(400, "Operation is in invalid state for requested action"),
    "ERROR_OTP_INVALID": ErrorText(400, "Offline approval failed due to invalid OTP"),
    "ERROR_AUDIT": ErrorText(400, "Unable to obtain an audit log information."),
    "HTTP_401": ErrorText(401, "Unauthorized"),
    "HTTP_403": ErrorText(403, "Forbidden"),
    "ERROR_NOT_FOUND": ErrorText(404, "Resource not found."),
    "ERROR_INTERNAL_API": ErrorText(503, "Unable to call upstream service"),
    "ERROR_GENERIC": ErrorText(500, "Unknown error occurred."),
}

# The reasons that only other APIs give are answered as what they would be here: a request that is not for this API.
TABLE = ErrorTable(
    ERRORS,
    CODES,
    by_reason(
        {
            "ERROR_REQUEST": (
                *OF_IDENTITIES,
                Reason.REQUEST_INVALID,
                Reason.KEY_REUSED,
                Reason.OPERATION_ALREADY_EXISTS,
                Reason.TOO_MANY_CHANGES,
                Reason.OTP_MISSING,
                Reason.OTP_UNEXPECTED,
                Reason.SIGNATURE_INVALID,
                Reason.FLAG_MISSING,
                Reason.APPROVAL_FAILED,
                Reason.MESSAGE_NOT_FOUND,
                Reason.CONFIGURATION_INVALID,
                Reason.DEFINITION_IN_USE,
                Reason.AUTH_METHOD_NOT_FOUND,
                Reason.AUTH_METHOD_ALREADY_EXISTS,
                Reason.ORGANIZATION_NOT_FOUND,
                Reason.ORGANIZATION_ALREADY_EXISTS,
                Reason.STEP_DEFINITION_NOT_FOUND,
                Reason.STEP_DEFINITION_ALREADY_EXISTS,
                Reason.OPERATION_CONFIG_NOT_FOUND,
                Reason.OPERATION_CONFIG_ALREADY_EXISTS,
                Reason.OPERATION_METHOD_CONFIG_NOT_FOUND,
                Reason.OPERATION_METHOD_CONFIG_ALREADY_EXISTS,
            ),
            "ERROR_OPERATION_NOT_FOUND": (Reason.OPERATION_NOT_FOUND,),
            "ERROR_OPERATION_STATE_CHANGE": (
                Reason.OPERATION_FINISHED,
                Reason.OPERATION_FAILED,
                Reason.OPERATION_CANCELED,
                Reason.OPERATION_EXPIRED,
                Reason.OPERATION_NOT_PENDING,
                Reason.OPERATION_TERMINATED,
                Reason.OPERATION_DAMAGED,
                Reason.STEP_NOT_OFFERED,
                Reason.MOBILE_TOKEN_NOT_ASKED,
            ),
            "ERROR_OTP_INVALID": (Reason.OFFLINE_CODE_INVALID,),
            "ERROR_REGISTRATION": (Reason.REGISTRATION_ALREADY_EXISTS,),
            "ERROR_REGISTRATION_NOT_FOUND": (Reason.REGISTRATION_NOT_FOUND,),
            "ERROR_REGISTRATION_NOT_ALLOWED": (Reason.REGISTRATION_IN_PROGRESS, Reason.ACTIVATION_CODES_EXHAUSTED),
            "ERROR_REGISTRATION_CHANGE": (
                Reason.REGISTRATION_STATE,
                Reason.REGISTRATION_TERMINATED,
                Reason.OTP_WRONG,
                Reason.DEVICE_KEY_INVALID,
            ),
            "ERROR_PUSH_MESSAGE": (Reason.MESSAGE_INVALID, Reason.TOO_MANY_MESSAGES),
            "ERROR_INBOX_NOT_FOUND": (Reason.INBOX_NOT_FOUND,),
            "ERROR_APPROVAL_REQUIRED": (Reason.APPROVAL_REQUIRED,),
            "ERROR_ADMIN": (
                Reason.ACCOUNT_NOT_FOUND,
                Reason.ACCOUNT_ALREADY_EXISTS,
                Reason.ACCOUNT_ROLE,
                Reason.LAST_ADMINISTRATOR,
                Reason.CHANGE_REQUEST_NOT_FOUND,
                Reason.CHANGE_REQUEST_OWN,
                Reason.CHANGE_REQUEST_CLOSED,
                Reason.APPLICATION_NOT_FOUND,
                Reason.APPLICATION_ALREADY_EXISTS,
                Reason.APPLICATION_IN_USE,
                Reason.APPLICATION_VERSION_NOT_FOUND,
                Reason.APPLICATION_VERSION_ALREADY_EXISTS,
                Reason.TEMPLATE_NOT_FOUND,
                Reason.TEXTS_NOT_FOUND,
                Reason.TEXTS_DAMAGED,
                Reason.CALLBACK_NOT_FOUND,
                Reason.DELIVERY_NOT_FOUND,
                Reason.PUSH_PROVIDER_NOT_FOUND,
            ),
        }
    ),
)
