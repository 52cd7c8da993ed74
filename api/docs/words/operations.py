"""Words of templates, and of operations that are made from them."""

from typing import Final

from config.attributes.kind import AttributeKind
from config.attributes.registry import ATTRIBUTES


def _slots(kind: AttributeKind) -> str:
    optional = [
        f"`{slot}` ({kind.remarks[slot]})" if slot in kind.remarks else f"`{slot}`" for slot in sorted(kind.optional)
    ]
    return ", ".join([*(f"`{slot}`*" for slot in sorted(kind.required)), *optional])


_TYPES = "The type of the line, and thereby the slots that `params` fills; those with a star must be.\n\n" + "\n".join(
    f"- `{word}`: {_slots(kind)}" for word, kind in ATTRIBUTES.items()
)

OPERATIONS: Final = {
    # Templates.
    "templateName": "The template's name, which operations are created by.",
    "templates": "The templates, by name.",
    "operationType": "The type of operations, which phones are told as their name, and by which their texts are found.",
    "dataTemplate": "What the user signs, with places `${name}` for parameters: `A1*A${amount}${currency}*I${iban}`. Fields "
    "stand behind one another with `*` between; the first is the data's version, such as `A1`, each other a letter for what "
    "it is and a value: `A` an amount with its currency, `I` an IBAN, `Q` an account, `D` a date as yyyyMMdd, `N` a note. In "
    "values `*`, a backslash and a line break are written behind a backslash.",
    "Template.signatureType": "With which factors phones may approve; two factors unless `possession` is among them.",
    "maxFailureCount": "After so many failed attempts to approve the operation fails.",
    "Template.expiration": "Seconds until an operation expires.",
    "riskFlags": "What phones shall mind: `X` flips the buttons, `C` blocks approval during a call, `F` warns of fraud.",
    "proximityCheckEnabled": "Whether the phone has to prove by `proximityOtp` that it is where the operation was begun.",
    "unfilledPlacesAllowed": "Whether a place of the data without its parameter stays as it is written; else the operation is "
    "refused.",
    "language": "The language, its two letters, such as `en`.",
    "Texts.title": "The heading, with places `${name}` for parameters.",
    "Texts.message": "What is to be approved, with places `${name}` for parameters.",
    "resultTexts": "What the phone says at the end, with places `${name}` for parameters, by how it ended: `success` when it "
    "was approved, `failure` when it could not be, `reject` when the user rejected it. Without one, the app's own words are "
    "shown.",
    "Texts.attributes": "The lines below, in their order.",
    "Texts.ui": "Screens before and after the approval, and flags of the buttons: `flipButtons`, `blockApprovalOnCall`, "
    "`preApprovalScreens` (or one, `preApprovalScreen`) and `postApprovalScreen`, as the mobile SDKs describe them.",
    "Attribute.id": "The line's id, for the app.",
    "Attribute.type": _TYPES,
    "Attribute.text": "The line's label.",
    "Attribute.params": 'Which parameter of the operation fills each slot of the type: `{"amount": "amount"}`.',
    "PushText.title": "The push message's title, with places `${name}` for parameters.",
    "PushText.summary": "The push message's text, with places `${name}` for parameters.",
    "TemplateParameter.name": "The parameter's name, in `parameters` of an operation.",
    "TemplateParameter.required": "Whether an operation without it is refused; others fill texts alone.",
    "TemplateParameter.amount": "Whether it has to be a plain decimal number, such as `100.00`.",
    "UsableTemplate.parameters": "The parameters, those of the data first.",
    "warnings": "What keeps its operations from being created, such as missing texts; absent where nothing does.",
    # Operations.
    "operationId": "The operation's id.",
    "template": "The name of the template that the operation is made from.",
    "TemplatedRequest.language": "The language of the push message; `en` unless it is said.",
    "externalId": "The bank's own id of the operation, kept and told, and not interpreted.",
    "parameters": "What fills the template's places `${name}` and its texts, by name.",
    "flag": "Only devices with this flag see the operation and may approve it.",
    "CreateOperationRequest.userId": "The bank's id of the user; without it, the operation is of the first user whose phone "
    "claims it.",
    "CreateOperationRequest.timestampExpires": "Until when it may be approved, instead of what the template says: ISO 8601 "
    "with an offset (`Z`, `+0000`, `+00:00`). Milliseconds since the epoch are read as well.",
    "CreateOperationRequest.silent": "No push message tells of it.",
    "status": "The operation's state.",
    "statusReason": "Why it was canceled: the word that the bank gave with the cancellation, 32 letters, digits, `_`, `.` or "
    "`-` at most, such as `PREARRANGED_REASON`. There are no words of ours, and none for other states.",
    "CancelOperationQuery.statusReason": "Why it is canceled, a word of the bank's own such as `PREARRANGED_REASON`; the "
    "phone sees it too.",
    "failureCount": "How many attempts to approve have failed.",
    "timestampExpires": "When it expires unless it has ended, in milliseconds since the epoch.",
    "timestampFinalized": "When it ended, in milliseconds since the epoch.",
    "proximityOtp": "The current one-time password of the proximity check, to be shown where the operation was begun; it "
    "changes.",
    "additionalData": "How a phone answered last, also where its approval failed; empty before any did. Keys: `activationId` "
    "(the registration), `applicationId`, `authFactor` (the factors that signed, such as `possession_knowledge`; none at a "
    "rejection), `rejectReason` (the phone's word for a rejection: `UNKNOWN`, `INCORRECT_DATA`, `UNEXPECTED_OPERATION` or the "
    "app's own), `ipAddress`, `userAgent`, `proximity_otp` (the password that was sent) and `mobileTokenData` (what the app "
    "added).",
    # Without a network.
    "operationQrCodeData": "What the QR code shows: seven lines, the last one a signature.",
    "nonce": "The nonce of the QR code, which belongs to the user's code.",
    "VerifyOtpRequest.otp": "The code that the phone showed and the user typed: 16 digits, in groups or not.",
    "UserOtpRequest.otp": "The code that the phone showed and the user typed: 16 digits, in groups or not.",
    "otpValid": "Whether the code was right.",
    "VerifyOtpResponse.signatureType": "The factors that the code was made with, such as `POSSESSION_KNOWLEDGE`.",
    "remainingAttempts": "How many more wrong codes the registration has before it is blocked.",
    "application": "The registration's application.",
}
