"""What every page has: a language, a frame, nothing from elsewhere."""

import pytest


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("en-GB", "en", "What would you like to try?"),
        ("cs-CZ", "cs", "Co si chcete vyzkoušet?"),
        ("sk-SK", "sk", "Čo si chcete vyskúšať?"),
        ("de-AT", "de", "Was möchten Sie ausprobieren?"),
        ("fr-FR", "en", "What would you like to try?"),
    ],
)
def test_the_first_page_is_in_the_language_of_the_browser(visit, locale, language, title):
    found = visit(locale=locale)
    assert found.page.locator("html").get_attribute("lang") == language
    assert found.page.get_by_role("heading", level=1).inner_text() == title
    found.check(f"start-{locale}")
