"""Words of forms in the web flow: their texts, banners and parameters."""

from typing import Final

_MESSAGE = (
    "The bank's own text, for readers in whose language no catalog has the id; as it is shown in localized answers."
)

FORMS: Final = {
    **{f"{schema}.message": _MESSAGE for schema in ("FormMessage", "FormBanner", "BannerField")},
    "title": "The heading.",
    "greeting": "What the user reads first.",
    "summary": "The operation in one sentence, also shown by push messages.",
    "OperationFormData.config": "How parameters are preset.",
    "banners": "Banners above the form.",
    "OperationFormData.parameters": "The lines of the form, in their order; `type` says which members one has.",
    "dynamicDataLoaded": "Whether what is loaded while the user waits, such as accounts to choose from, is in the form yet.",
    "userInput": "What the user has entered so far, by the id of the parameter. Updates add to it.",
    "FormMessage.id": "The id of the text in the catalogs; its places `{name}` are filled with the parameters of those ids.",
    "FormBanner.id": "The id of the text in the catalogs.",
    "bannerType": "How urgent the banner is.",
    "FormFieldConfig.id": "The id of the parameter that is preset.",
    "FormFieldConfig.enabled": "Whether the user may change it.",
    "FormFieldConfig.defaultValue": "What it holds until the user changes it.",
    "Field.type": "Which type of parameter this is.",
    "Field.id": "The parameter's id, which also names its label in the catalogs.",
    "Field.label": "The bank's own label, for readers in whose language no catalog has the id; as it is shown in localized "
    "answers.",
    "valueFormatType": "How the value is written for its reader.",
    "formattedValue": "The value as its reader sees it, such as `100.00 CZK`; null until the form is localized.",
    "formattedValues": "The formatted value in its parts, by name, such as `amount` and `currency`.",
    "amount": "The amount, a decimal number that is never rounded.",
    "currency": "The currency's ISO 4217 code.",
    "AmountField.currencyId": "The id under which texts name the currency.",
    "note": "The note's text.",
    "KeyValueField.value": "The value, such as an account number.",
    "HeadingField.value": "The heading; with `LOCALIZED_TEXT` the id of its text.",
    "bankAccounts": "The accounts that the user may choose from.",
    "BankAccountChoiceField.enabled": "Whether the user may choose.",
    "BankAccountChoiceField.defaultValue": "The `accountId` of the account that is chosen first.",
    "BankAccount.number": "The account's number, as users know it.",
    "accountId": "The account's id at the bank.",
    "BankAccount.name": "The account's name.",
    "balance": "What is on the account.",
    "usableForPayment": "Whether it can pay now.",
    "unusableForPaymentReason": "Why it cannot, as the user reads it.",
    "partyInfo": "Who is on the other side, such as a shop.",
    "logoUrl": "The address of its logo.",
    "PartyInfo.name": "Its name.",
    "PartyInfo.description": "What it is.",
    "websiteUrl": "The address of its web site.",
}
