"""The errors of an API that there is in tests alone."""

from api.http.error_table import Codes, ErrorTable, ErrorText
from config.reasons import Reason

TEXTS = {
    "BAD": ErrorText(400, "Bad: {detail}"),
    "ODD": ErrorText(409, "Odd: {detail}"),
    "AWAY": ErrorText(503, "Away."),
    "ERROR_NOT_FOUND": ErrorText(404, "Nothing here."),
    "ERROR_GENERIC": ErrorText(500, "Broken."),
}
TABLE = ErrorTable(TEXTS, Codes("BAD", invalid="BAD", unavailable="AWAY"), dict.fromkeys(Reason, "BAD"))
