"""Problems planted in catalogs are found, each with its file and line."""

import shutil

import pytest

from locales.catalogs import SHIPPED, Catalogs
from locales.check import check

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "house"
    for language in Catalogs().languages:
        shutil.copytree(SHIPPED / language, folder / language)
    return folder


def found(problems, root):
    return [(str(problem.file.relative_to(root)), problem.line, problem.message) for problem in problems]


def line_of(file, text):
    return file.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_the_shipped_catalogs_have_no_fault():
    assert check() == []


@pytest.mark.parametrize(
    ("before", "after", "at", "message"),
    [
        (
            'msgid "operation.note"\nmsgstr "Poznámka"',
            'msgid "operation.note"\nmsgstr ""',
            'msgid "operation.note"',
            "operation.note is missing: its text is empty",
        ),
        ('msgid "operation.note"\nmsgstr "Poznámka"\n', "", None, "operation.note is missing"),
        (
            'msgid "operation.note"',
            '#, fuzzy\nmsgid "operation.note"',
            'msgid "operation.note"',
            "operation.note is fuzzy",
        ),
        (
            'msgid "operation.note"',
            'msgid "operation.gone"\nmsgstr "Pryč"\n\nmsgid "operation.note"',
            'msgid "operation.gone"',
            "operation.gone is obsolete: locales/texts.py does not declare it",
        ),
    ],
)
def test_a_planted_fault_is_named_with_its_line(house, before, after, at, message):
    file = house / "cs/LC_MESSAGES/nextstep.po"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    assert found(check(shipped_folder=house), house) == [
        ("cs/LC_MESSAGES/nextstep.po", 1 if at is None else line_of(file, at), message)
    ]


def test_an_obsolete_entry_is_found(house):
    file = house / "sk/LC_MESSAGES/nextstep.po"
    with file.open("a", encoding="utf-8") as stream:
        stream.write('\n#~ msgid "operation.old"\n#~ msgstr "Staré"\n')
    (problem,) = found(check(shipped_folder=house), house)
    assert problem[0] == "sk/LC_MESSAGES/nextstep.po"
    assert problem[2] == "operation.old is obsolete"


@pytest.mark.parametrize("language", ["cs", "sk", "de"])
def test_places_that_differ_from_the_english_ones_are_found(house, language):
    file = house / language / "LC_MESSAGES/nextstep.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{operation.account}", "{operation.acount}"), encoding="utf-8")
    (problem,) = found(check(shipped_folder=house), house)
    assert problem[:2] == (f"{language}/LC_MESSAGES/nextstep.po", line_of(file, 'msgid "operation.summary"'))
    assert problem[2].startswith("operation.summary: {operation.account}, {operation.acount} not in both this and ")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (HEADER + "garbage\n", 5, "Unknown or misformatted keyword"),
        (HEADER.replace("utf-8", "klingon") + 'msgid "a"\nmsgstr "b"\n', 1, "unknown encoding: klingon"),
        (HEADER.encode() + b'msgid "a"\nmsgstr "\xff"\n', 1, "can't decode byte 0xff"),
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_fault_of_its_language(house, content, line, message):
    file = house / "de/LC_MESSAGES/nextstep.po"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (problem,) = check(shipped_folder=house)
    assert (problem.file, problem.line) == (file, line)
    assert message in problem.message


class TestABanksFolder:
    @pytest.fixture
    def bank(self, tmp_path):
        def write(language, **texts):
            folder = tmp_path / "bank" / language / "LC_MESSAGES"
            folder.mkdir(parents=True, exist_ok=True)
            entries = "".join(f'msgid "{id.replace("_", ".")}"\nmsgstr "{text}"\n\n' for id, text in texts.items())
            (folder / "bank.po").write_text(HEADER + entries, encoding="utf-8")

        write.folder = tmp_path / "bank"
        return write

    def problems(self, bank):
        return found(check(bank.folder), bank.folder)

    def test_may_override_single_texts_and_add_its_own(self, bank):
        bank("cs", operation_title="Platba", acme_fee="Poplatek {acme.fee}")
        bank("en", acme_fee="Fee {acme.fee}")
        bank("de_AT", operation_title="Zahlung freigeben")
        assert self.problems(bank) == []

    def test_must_keep_the_places_of_a_text(self, bank):
        bank("cs", push_data="Údaje")
        bank("en", acme_fee="Fee {acme.fee}")
        bank("sk", acme_fee="Poplatok {acme.tax}")
        bank("cs", push_data="Údaje", acme_fee="Poplatek {acme.fee}")
        problems = self.problems(bank)
        assert [problem[:2] for problem in problems] == [("cs/LC_MESSAGES/bank.po", 5), ("sk/LC_MESSAGES/bank.po", 5)]
        assert "{operationData} not in both" in problems[0][2]
        assert "{acme.fee}, {acme.tax} not in both" in problems[1][2]

    def test_must_have_its_own_texts_in_each_of_its_languages(self, bank):
        bank("cs", acme_fee="Poplatek", acme_tax="Daň")
        bank("sk", acme_fee="Poplatok")
        bank("de_AT", acme_fee="Gebühr")
        assert self.problems(bank) == [("sk/LC_MESSAGES/bank.po", 1, "acme.tax is missing")]

    def test_must_translate_everything_into_a_language_it_adds(self, bank):
        bank("pl", operation_title="Potwierdzenie")
        messages = [message for _, _, message in self.problems(bank)]
        assert "operation.amount is missing" in messages
        assert "operation.title is missing" not in messages

    def test_must_be_of_a_language_that_exists(self, bank):
        bank("klingon", operation_title="?")
        assert ("klingon/LC_MESSAGES/bank.po", 1, "klingon is no language with known formats") in self.problems(bank)

    def test_must_be_there(self, bank):
        (problem,) = check(bank.folder)
        assert (problem.file, problem.message) == (bank.folder, "holds no catalog <language>/LC_MESSAGES/*.po")
