"""What the push of a web flow's operation says: its form's title and summary (`nextstep.md` §7)."""

from activities.push.fitting import Words
from api.formdata.render import Form, localize
from config import exact_json
from locales.catalogs import Catalogs
from locales.languages import Language


def push_words(form_data: str, language: Language, catalogs: Catalogs) -> Words:
    """Both as the web shows them in this language; empty where nobody has a text."""
    form = exact_json.read(form_data)
    texts, form_shown = catalogs.texts(language.text), localize(form, language, catalogs)

    def words(part: str) -> str:
        stored: Form | None = form[part]
        if stored is None or (stored["message"] is None and stored["id"] not in texts):
            return ""
        return form_shown[part]["message"] or ""

    return Words(words("title"), words("summary"))
