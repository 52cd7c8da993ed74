"""Each problem planted in a copy of the shipped definitions is found, with its file, line and key."""

import shutil

import pytest

from config.definitions.load import SHIPPED, DefinitionsInvalid, read_definitions

PAYMENT, METHODS, ORGANIZATIONS = "authorize_payment.toml", "auth_methods.toml", "organizations.toml"
TEMPLATES = "operation_templates.toml"
AMOUNT_PARAMS = 'params = { amount = "amount", currency = "currency" }'
PREFERENCES = "user_prefs_column = 1\nuser_prefs_default = false\n"
SMS_ROW = '{ id = 37, method = "SMS_KEY",                ended = "AUTH_FAILED",'
LAST_LIMIT = "check_auth_fails = true\nmax_auth_fails = 3\n"

# file, what is replaced, by what; the key and the words of the problem. The problem stands where `by` has its mark ^,
# or where the replaced text begins.
PLANTED = {
    "a word of no method": (
        PAYMENT, SMS_ROW, SMS_ROW.replace("SMS_KEY", "SMS_KEYS"),
        "steps.authorize_payment.update.18.method", "'SMS_KEYS' is not known; did you mean SMS_KEY?",
    ),
    "a word of no ending": (
        PAYMENT, SMS_ROW, SMS_ROW.replace("AUTH_FAILED", "AUTH_FAILD"),
        "steps.authorize_payment.update.18.ended", "'AUTH_FAILD' is not known; did you mean AUTH_FAILED?",
    ),
    "a word of no result": (
        PAYMENT, 'id = 17, priority = 1, result = "CONTINUE"', 'id = 17, priority = 1, result = "GO"',
        "steps.authorize_payment.create.0.result", "'GO' is not known; known are CONTINUE, FAILED, DONE",
    ),
    "a method of no vocabulary": (
        METHODS, "[auth_method.OTP_CODE]", "[auth_method.OTP_KODE]",
        "auth_method.OTP_KODE", "'OTP_KODE' is not known; did you mean OTP_CODE?",
    ),
    "an id twice": (
        PAYMENT, "id = 37", "id = 36", "steps.authorize_payment.update.18.id", f"step id 36 is taken, at {PAYMENT}:40",
    ),
    "an id of another file": (
        "login.toml", "id =  1", "id = 17", "steps.login.create.0.id", f"step id 17 is taken, at {PAYMENT}:13",
    ),
    "a flow of no operation": (
        PAYMENT, "[operation.authorize_payment]", "[operation.authorise_payment]\n",
        "steps.authorize_payment", "there is no operation authorize_payment", '[steps.authorize_payment]',
    ),
    "a method that is not defined": (
        METHODS, "[auth_method.SMS_KEY]", '[auth_method."SMS_KEY"]\nmisplaced = 1 #', "auth_method.SMS_KEY.misplaced",
        "is not a key of this table", "misplaced = 1",
    ),
    "create rows of two results": (
        PAYMENT, 'id = 18, priority = 2, result = "CONTINUE"', 'id = 18, priority = 2, result = "DONE"',
        "steps.authorize_payment.create.1.result", "different results for CREATE in steps 17 and 18",
    ),
    "a priority twice": (
        PAYMENT, 'priority = 2, result = "CONTINUE", next = "SMS_KEY" },\n    { id = 24',
        'priority = 1, result = "CONTINUE", next = "SMS_KEY" },\n    { id = 24',
        "steps.authorize_payment.update.2.priority", "equal priorities for USER_ID_ASSIGN CONFIRMED in steps 20 and 21",
    ),
    "a preferences column beyond the fifth": (
        METHODS, PREFERENCES, PREFERENCES.replace("1", "6"),
        "auth_method.POWERAUTH_TOKEN.user_prefs_column", "must be a whole number from 1 to 5, not 6",
    ),
    "a preferences column before the first": (
        METHODS, PREFERENCES, PREFERENCES.replace("1", "0"),
        "auth_method.POWERAUTH_TOKEN.user_prefs_column", "must be a whole number from 1 to 5, not 0",
    ),
    "preferences without a column": (
        METHODS, PREFERENCES, "user_prefs_default = false\n",
        "auth_method.POWERAUTH_TOKEN.user_prefs_column", "is missing: check_user_prefs needs", "[auth_method.POWERAUTH_TOKEN]",
    ),
    "preferences without a default": (
        METHODS, PREFERENCES, "user_prefs_column = 1\n",
        "auth_method.POWERAUTH_TOKEN.user_prefs_default", "is missing: check_user_prefs needs", "[auth_method.POWERAUTH_TOKEN]",
    ),
    "failures without a limit": (
        METHODS, LAST_LIMIT, "check_auth_fails = true\n",
        "auth_method.OTP_CODE.max_auth_fails", "is missing: check_auth_fails needs", "[auth_method.OTP_CODE]",
    ),
    "a limit of no failure": (
        METHODS, LAST_LIMIT, LAST_LIMIT.replace("3", "0"),
        "auth_method.OTP_CODE.max_auth_fails", "must be a whole number from 1 to", "max_auth_fails = 0",
    ),
    "a flag that is a text": (
        METHODS, LAST_LIMIT, 'check_auth_fails = "yes"\n',
        "auth_method.OTP_CODE.check_auth_fails", "must be true or false, not 'yes'",
    ),
    "a number that is a flag": (
        PAYMENT, "template_id = 1", "template_id = true",
        "operation.authorize_payment.template_id", "must be a whole number from 1 to",
    ),
    "a misspelt key": (
        PAYMENT, "mobile_token_enabled", "mobile_token_enable",
        "operation.authorize_payment.mobile_token_enable", "did you mean mobile_token_enabled?",
    ),
    "a misspelt table": (
        ORGANIZATIONS, "[organization.SME]", "[organisation.SME]", "organisation", "is not a table of definitions",
    ),
    "a misspelt list of rows": (
        PAYMENT, "update = [", "updates = [", "steps.authorize_payment.updates", "did you mean update?",
    ),
    "rows that are no list": (
        PAYMENT, "create = [", "create = 1\ncreate_ = [", "steps.authorize_payment.create_", "did you mean create?", "create_ =",
    ),
    "a row that is no table": (
        PAYMENT, "create = [\n", "create = [ 7,\n", "steps.authorize_payment.create.0", "must be a table",
    ),
    "a create row that answers a method": (
        PAYMENT, "{ id = 17,", '{ id = 17, method = "INIT",',
        "steps.authorize_payment.create.0.method", "must not be given: a create row answers no method",
    ),
    "an update row that answers no method": (
        PAYMENT, 'id = 19, method = "INIT",', "id = 19,", "steps.authorize_payment.update.0.method", "is missing",
    ),
    "a row without an id": (PAYMENT, "id = 37, ", "", "steps.authorize_payment.update.18.id", "is missing"),
    "a row that continues with nothing": (
        PAYMENT, 'id = 18, priority = 2, result = "CONTINUE", next = "USERNAME_PASSWORD_AUTH"',
        'id = 18, priority = 2, result = "CONTINUE"',
        "steps.authorize_payment.create.1.next", "is missing: an operation that continues needs a next method",
    ),
    "a template version of two letters": (
        PAYMENT, 'template_version = "A"', 'template_version = "AB"',
        "operation.authorize_payment.template_version", "must be a text of 1 to 1 characters",
    ),
    "a template version in lower case": (
        PAYMENT, 'template_version = "A"', 'template_version = "a"',
        "operation.authorize_payment.template_version", "must be one capital letter, not 'a'",
    ),
    "a mobile token mode of no type": (
        PAYMENT, 'type = "2FA"', 'type = "3FA"', "operation.authorize_payment.mobile_token_mode.type", "'3FA' is not known",
    ),
    "a mobile token mode without variants": (
        PAYMENT, ', variants = ["possession_knowledge", "possession_biometry"]', "",
        "operation.authorize_payment.mobile_token_mode.variants", "must list one or more of possession_knowledge",
    ),
    "a mobile token mode of one factor with variants": (
        PAYMENT, 'type = "2FA"', 'type = "1FA"',
        "operation.authorize_payment.mobile_token_mode.variants", "must not be given: only 2FA has variants",
    ),
    "no mobile token mode": (
        PAYMENT, "mobile_token_mode = {", "expiration_time = 1 # {",
        "operation.authorize_payment.mobile_token_mode", "is missing", "[operation.authorize_payment]",
    ),
    "an anti-fraud switch without a configuration": (
        PAYMENT, "afs_enabled = false", "afs_enabled = true",
        "operation.authorize_payment.afs_config_id", "is missing: afs_enabled needs", "[operation.authorize_payment]",
    ),
    "a lifetime of nothing": (
        PAYMENT, "afs_enabled = false", "expiration_time = 0",
        "operation.authorize_payment.expiration_time", "must be a whole number from 1 to",
    ),
    "an operation with too short a name": (
        PAYMENT, "[operation.authorize_payment]", '[operation."x"]', "operation.x", "must have 2 to 256 characters",
    ),
    "an order number twice": (
        METHODS, "order_number = 10", "order_number = 9", "auth_method.OTP_CODE.order_number", "order number 9 is taken, at",
    ),
    "two default organizations": (
        ORGANIZATIONS, "is_default = false", "is_default = true", "organization.SME.is_default",
        "SME and RETAIL are both default",
    ),
    "an order number of two organizations": (
        ORGANIZATIONS, "order_number = 2", "order_number = 1", "organization.SME.order_number", "order number 1 is taken, at",
    ),
    "an operation of two files": (
        "login.toml", "[operation.login]", '[operation.authorize_payment]\ntemplate_version = "A"\ntemplate_id = 1\n'
        'mobile_token_mode = { type = "1FA" }\n\n[operation.login]',
        "operation.authorize_payment", f"the operation authorize_payment is taken, at {PAYMENT}:3",
    ),
    "an operation that cannot be created": (
        "login.toml", "[operation.login]", '[operation.logout]\ntemplate_version = "A"\ntemplate_id = 1\n'
        'mobile_token_mode = { type = "1FA" }\n\n[operation.login]',
        "operation.logout", "has no CREATE row",
    ),
    "a cancellation that nothing answers": (
        PAYMENT, 'method = "SMS_KEY",                ended = "CANCELED"', 'method = "OTP_CODE", ended = "CANCELED"',
        "operation.authorize_payment", "no row answers SMS_KEY CANCELED", "[operation.authorize_payment]",
    ),
    "a failure that nothing answers": (
        PAYMENT, SMS_ROW, SMS_ROW.replace('"SMS_KEY", ', '"OTP_CODE",'),
        "operation.authorize_payment", "no row answers SMS_KEY AUTH_FAILED", "[operation.authorize_payment]",
    ),
    "an operation that never ends well": (
        PAYMENT, 'result = "DONE"', 'result = "FAILED"',
        "operation.authorize_payment", "no row leads to DONE", "[operation.authorize_payment]",
    ),
    "a template without data": (
        TEMPLATES, 'data_template = "A2"\n', "", "operation_template.login.data_template", "is missing",
        "[operation_template.login]",
    ),
    "a template whose operations live no second": (
        TEMPLATES, "expiration = 300", "expiration = 0",
        "operation_template.login.expiration", "must be a whole number from 1 to",
    ),
    "a template that allows no failure": (
        TEMPLATES, "max_failure_count = 5", "max_failure_count = 0",
        "operation_template.login.max_failure_count", "must be a whole number from 1 to",
    ),
    "a template that nobody may approve": (
        TEMPLATES, 'signature_type = ["possession_knowledge", "possession_biometry"]', "signature_type = []",
        "operation_template.login.signature_type", "must list one or more of possession, possession_knowledge",
    ),
    "factors of no vocabulary": (
        TEMPLATES, '"possession_biometry"', '"possession_biometrics"',
        "operation_template.login.signature_type.1", "did you mean possession_biometry?",
    ),
    "factors twice": (
        TEMPLATES, '"possession_biometry"', '"possession_knowledge"',
        "operation_template.login.signature_type.1", "possession_knowledge stands twice",
    ),
    "risk flags in lower case": (
        TEMPLATES, "expiration = 300", 'expiration = 300\nrisk_flags = "xc"',
        "operation_template.login.risk_flags", "must be capital letters, not 'xc'", 'risk_flags = "xc"',
    ),
    "a misspelt key of a template": (
        TEMPLATES, "expiration = 300", "expiration = 300\nproximity_check = true",
        "operation_template.login.proximity_check", "did you mean proximity_check_enabled?", "proximity_check = true",
    ),
    "a template whose operations phones could not show": (
        TEMPLATES, 'operation_type = "login"', 'operation_type = "log_in"',
        "operation_template.login.operation_type", "there are no operation_texts of log_in",
    ),
    "a template that is called as an address": (
        TEMPLATES, "[operation_template.login]", "[operation_template.texts]",
        "operation_template.texts", "a template cannot be called texts", "[operation_template.texts]",
    ),
    "a template whose name no address has": (
        TEMPLATES, "[operation_template.login]", '[operation_template."log/in"]',
        "operation_template.log/in", "must have letters, digits and", '[operation_template."log/in"]',
    ),
    "a template of a type whose name no address has": (
        TEMPLATES, 'operation_type = "login"', 'operation_type = "log in"',
        "operation_template.login.operation_type", "must have letters, digits and",
    ),
    "a template without a push": (
        TEMPLATES, "[push_texts.login]", "[push_texts.payment_]",
        "operation_template.login", "there are no push_texts of login", "[operation_template.login]",
    ),
    "a push without a template": (
        TEMPLATES, "[push_texts.login]", "[push_texts.logon]", "push_texts.logon", "there is no operation template logon",
    ),
    "a template of two files": (
        ORGANIZATIONS, "[organization.RETAIL]", '[operation_template.payment]\noperation_type = "login"\n'
        'data_template = "A2"\nsignature_type = ["possession"]\nmax_failure_count = 1\nexpiration = 1\n\n[organization.RETAIL]',
        "operation_template.payment", f"the template payment is taken, at {TEMPLATES}:10",
    ),
    "texts without a title": (
        TEMPLATES, 'title = "template.login.title"\n', "", "operation_texts.login.title", "is missing", "[operation_texts.login]",
    ),
    "a text for no end": (
        TEMPLATES, "success = ", "succes = ", "operation_texts.login.result_texts.succes", "did you mean success?",
    ),
    "an attribute of no type": (
        TEMPLATES, '"AMOUNT"', '"AMOUNTS"',
        "operation_texts.authorize_payment.attributes.0.type", "'AMOUNTS' is not known; did you mean AMOUNT?",
    ),
    "an attribute without a label": (
        TEMPLATES, ' text = "operation.amount",', "",
        "operation_texts.authorize_payment.attributes.0.text", "is missing", '{ type = "AMOUNT"',
    ),
    "an attribute that is never shown": (
        TEMPLATES, AMOUNT_PARAMS, 'params = { amount = "amount" }',
        "operation_texts.authorize_payment.attributes.0.params.currency", "is missing: AMOUNT needs it",
    ),
    "a misspelt slot": (
        TEMPLATES, AMOUNT_PARAMS, 'params = { amount = "amount", currency = "currency", curency = "c" }',
        "operation_texts.authorize_payment.attributes.0.params.curency", "did you mean currency?",
    ),
    "attributes that are no list": (
        TEMPLATES, "attributes = [", "attributes = 1\nattributes_ = [",
        "operation_texts.authorize_payment.attributes", "must be an array of at most 100 attributes",
    ),
    "screens that are no table": (
        TEMPLATES, 'message = "template.login.message"', 'message = "template.login.message"\nui = "X"',
        "operation_texts.login.ui", "must be a table", 'ui = "X"',
    ),
    "screens that JSON cannot hold": (
        TEMPLATES, 'message = "template.login.message"', 'message = "template.login.message"\nui = { day = 2026-01-01 }',
        "operation_texts.login.ui", "holds what JSON has no word for", "ui = { day",
    ),
    "a redirect that no app knows": (
        TEMPLATES, "[operation_texts.login]\n", '[operation_texts.login]\nui = { postApprovalScreen = { type = "REDIRECT" } }\n',
        "operation_texts.login.ui", "postApprovalScreen.type: REDIRECT is known to no app", "ui = { post",
    ),
    "text that is not TOML": (PAYMENT, "update = [", "update = = [", "", "is not TOML"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SHIPPED, tmp_path / "definitions")


@pytest.mark.exhaustive
@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_named_with_file_line_and_key(folder, planted):
    name, replaced, by, key, words, *at = planted
    file = folder / name
    text = file.read_text()
    assert replaced in text
    changed = text.replace(replaced, by, 1)
    file.write_text(changed)
    with pytest.raises(DefinitionsInvalid) as caught:
        read_definitions(folder)
    place = changed.index(at[0]) if at else text.index(replaced)
    found = {(problem.file, problem.key): problem for problem in caught.value.problems}
    problem = found[file, key]
    assert problem.line == changed.count("\n", 0, place) + 1
    assert words in problem.message
    assert f"{file}:{problem.line}: {f'{key}: ' if key else ''}{problem.message}" in str(caught.value).splitlines()


def test_a_method_that_steps_name_must_be_defined(folder):
    file = folder / METHODS
    text = file.read_text()
    start = text.index("[auth_method.SMS_KEY]")
    file.write_text(text[:start] + text[text.index("[auth_method.CONSENT]") :])
    with pytest.raises(DefinitionsInvalid) as caught:
        read_definitions(folder)
    assert {(f.file.name, f.line, f.key) for f in caught.value.problems} >= {
        (PAYMENT, 22, "steps.authorize_payment.update.2.next"),
        (PAYMENT, 38, "steps.authorize_payment.update.15.method"),
    }
    assert {f.message for f in caught.value.problems} == {"the method SMS_KEY is not defined"}


def test_every_record_with_a_fault_is_reported_at_once(folder):
    for name in (PAYMENT, METHODS):
        file = folder / name
        file.write_text(file.read_text().replace("SMS_KEY", "SMS").replace("CONSENT", "ASSENT"))
    with pytest.raises(DefinitionsInvalid) as caught:
        read_definitions(folder)
    assert {problem.file.name for problem in caught.value.problems} == {PAYMENT, METHODS}
    assert len(caught.value.problems) > 10


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_folder_without_readable_definitions(tmp_path, content):
    if content:
        (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(DefinitionsInvalid, match="is not UTF-8 text" if content else r"holds no \*\.toml file"):
        read_definitions(tmp_path)


def test_methods_alone_are_not_enough(tmp_path):
    shutil.copy(SHIPPED / METHODS, tmp_path)
    with pytest.raises(DefinitionsInvalid, match="no operation is defined"):
        read_definitions(tmp_path)


def test_a_bank_replaces_the_shipped_definitions(folder):
    for name in ("authorize_payment.toml", "authorize_payment_sca.toml", "login_sca.toml", ORGANIZATIONS, TEMPLATES):
        (folder / name).unlink()
    login = folder / "login.toml"
    login.write_text(login.read_text().replace("afs_enabled = false", "expiration_time = 60"))
    definitions = read_definitions(folder)
    assert [(o.operation_name, o.expiration_time) for o in definitions.operations] == [("login", 60)]
    assert len(definitions.steps) == 15
    assert definitions.organizations == ()
    assert definitions.operation_templates == definitions.operation_texts == definitions.push_texts == ()
