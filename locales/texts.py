"""The stable ids of every text that the shipped operations show, declared for translators.

The words themselves stand in `locales/<language>/LC_MESSAGES/nextstep.po`, keyed by these ids (conventions:
`nextstep.md` §4.2). To add a text: declare its id here with a note, run the first two commands at the
project's root, and write the words into the four files; `nextstep check` and the tests name what is missing.

    pybabel extract -s -c NOTE: --no-location --omit-header -o locales/nextstep.pot locales/texts.py
    pybabel update -N -i locales/nextstep.pot -d locales -D nextstep
    pybabel compile -d locales -D nextstep

The third makes `.mo` files for tools that want them; the server reads the `.po` files themselves.

`{id}` in a title, greeting, summary or page banner is replaced by the raw value of the form's parameter of that id; `${name}` in
a text that an operation template names, by the raw value of the operation's parameter of that name.
"""

from typing import Final


def _(id: str) -> str:
    """Marks an id for `pybabel extract`."""
    return id


IDS: Final = frozenset(
    {
        # NOTE: Title of the login page
        _("login.title"),
        # NOTE: Shown on the login page, above the form
        _("login.greeting"),
        # NOTE: Push message that asks for the approval of a login
        _("login.summary"),
        # NOTE: Title of the page that shows a payment to be confirmed
        _("operation.title"),
        # NOTE: Shown above the payment's details; a line break follows the salutation
        _("operation.greeting"),
        # NOTE: Push message that asks for the approval of a payment; one line
        _("operation.summary"),
        # NOTE: Label of the payment's amount
        _("operation.amount"),
        # NOTE: Label of the account that receives the payment
        _("operation.account"),
        # NOTE: Label of the payment's currency
        _("operation.currency"),
        # NOTE: Label of the day on which the payment is due
        _("operation.dueDate"),
        # NOTE: Label of the payer's note
        _("operation.note"),
        # NOTE: Label of the choice of the account that pays
        _("operation.bankAccountChoice"),
        # NOTE: Label of the description of the company or person who receives the payment
        _("operation.partyInfo"),
        # NOTE: The operation's time is over
        _("operation.timeout"),
        # NOTE: The operation was canceled, by whomever
        _("operation.canceled"),
        # NOTE: The operation does not exist, or is not this user's
        _("operation.notAvailable"),
        # NOTE: The chosen authentication method cannot be used now
        _("operation.methodNotAvailable"),
        # NOTE: The operation was changed so often that it was given up
        _("operation.tooManyChanges"),
        # NOTE: Canceled for an unknown reason
        _("canceled.unknown"),
        # NOTE: Canceled by the user: the operation's data are wrong
        _("canceled.incorrect_data"),
        # NOTE: Canceled by the user, who did not ask for this operation
        _("canceled.unexpected_operation"),
        # NOTE: Canceled because no authentication method could be used
        _("canceled.auth_method_not_available"),
        # NOTE: Canceled because the user began another operation
        _("canceled.interrupted_operation"),
        # NOTE: Canceled because of a technical fault
        _("canceled.unexpected_error"),
        # NOTE: Canceled because its time was over
        _("canceled.timed_out_operation"),
        # NOTE: No authentication method is left for the operation's next step
        _("error.noAuthMethod"),
        # NOTE: The caller's request made no sense in the operation's state
        _("error.invalidRequest"),
        # NOTE: Name of an authentication method
        _("method.usernamePassword"),
        # NOTE: Name of the step in which the user looks at the operation's details
        _("method.showOperationDetail"),
        # NOTE: Name of an authentication method: the bank's mobile app
        _("method.powerauthToken"),
        # NOTE: Name of an authentication method: a code sent by SMS
        _("method.smsKey"),
        # NOTE: Name of the step in which the user agrees to share data with an application
        _("method.consent"),
        # NOTE: Name of an authentication method: login with two factors
        _("method.loginSca"),
        # NOTE: Name of an authentication method: approval with two factors
        _("method.approvalSca"),
        # NOTE: Name of an authentication method: a one-time code
        _("method.otpCode"),
        # NOTE: Name of an authentication method: a passkey
        _("method.passkey"),
        # NOTE: Name of an organization: private customers
        _("organization.retail"),
        # NOTE: Name of an organization: small and medium-sized companies
        _("organization.sme"),
        # NOTE: Title of the push message for an operation without a form
        _("push.confirmOperation"),
        # NOTE: Body of the push message for an operation without a form
        _("push.data"),
        # NOTE: Title of the login that waits for approval in the mobile app
        _("template.login.title"),
        # NOTE: Shown in the mobile app above a login's details; a line break follows the salutation
        _("template.login.message"),
        # NOTE: Shown in the mobile app when a login was approved
        _("template.login.success"),
        # NOTE: Shown in the mobile app when the approval of a login failed
        _("template.login.failure"),
        # NOTE: Shown in the mobile app when the user rejected a login
        _("template.login.reject"),
        # NOTE: Title of the payment that waits for approval in the mobile app
        _("template.authorize_payment.title"),
        # NOTE: Shown in the mobile app above a payment's details; a line break follows the salutation
        _("template.authorize_payment.message"),
        # NOTE: Shown in the mobile app when a payment was approved; raw amount and currency code
        _("template.authorize_payment.success"),
        # NOTE: Shown in the mobile app when the approval of a payment failed
        _("template.authorize_payment.failure"),
        # NOTE: Shown in the mobile app when the user rejected a payment
        _("template.authorize_payment.reject"),
        # NOTE: Subject of the mail with a one-time password
        _("otp.subject"),
        # NOTE: Message with a one-time password, behind the summary of what it confirms; one line
        _("otp.message"),
        # NOTE: Title of the push message that asks for the approval of a login
        _("push.login.title"),
        # NOTE: Push message that asks for the approval of a login; one line
        _("push.login.summary"),
        # NOTE: Title of the push message that asks for the approval of a payment
        _("push.payment.title"),
        # NOTE: Push message that asks for the approval of a payment; one line
        _("push.payment.summary"),
    }
)
