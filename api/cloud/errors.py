"""Every error that the PowerAuth Cloud door answers: code, status and text (reference `mobile-and-cloud.md` §3.5).

Missing entities are 400, as the door's documents have it; 404 is for addresses that do not exist.
"""

from api.faults import Codes, ErrorText

CODES = Codes("ERROR_REQUEST", invalid="ERROR_REQUEST", unavailable="ERROR_INTERNAL_API", unadmitted="HTTP_401")

ERRORS = {
    "ERROR_REQUEST": ErrorText(400, "{detail}", default="The request is not valid"),
    "ERROR_ADMIN": ErrorText(400, "{detail}", default="The change is not possible"),
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
    "ERROR_NOT_FOUND": ErrorText(404, "Resource not found."),
    "ERROR_INTERNAL_API": ErrorText(503, "Unable to call upstream service"),
    "ERROR_GENERIC": ErrorText(500, "Unknown error occurred."),
}
