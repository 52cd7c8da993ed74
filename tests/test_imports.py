"""What tests share is in modules without tests: who imports a test module runs all that it does, and depends on its subject."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
_OF_TESTS = re.compile(r"^\s*(from|import) tests\.([\w.]+\.)?test_\w+|^\s*from tests[\w.]* import test_", re.MULTILINE)


def test_no_module_imports_one_with_tests():
    files = [*TESTS.rglob("*.py")]
    assert len(files) > 300
    assert [str(file.relative_to(TESTS)) for file in files if _OF_TESTS.search(file.read_text())] == []
