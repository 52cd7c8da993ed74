"""What the push about a waiting operation says, and in which language.

The language is that of the operation's creation, or of its web flow's last step (an `Accept-Language` header, or a tag). Where no
text is in a language that is wished, it is English; a template without English texts has those of its first language by name.
An operation of a template has the template's words, one of a web flow its form's; where these are blank, the catalog's stand in.
"""

from collections.abc import Callable, Iterable

from activities.push.fitting import Words
from activities.store.operations import Operation
from activities.store.templated_operations import TemplatedOperation
from activities.templates.language import in_language
from activities.templates.push import title_and_summary
from config.definitions.templates import PushTexts
from locales.catalogs import Catalogs
from locales.languages import Language, chosen
from locales.templates import substitute

# What a stored form says of itself in a language. Forms are the APIs' matter.
FormWords = Callable[[str, Language, Catalogs], Words]


def waiting(
    row: Operation,
    pinned_template: TemplatedOperation | None,
    every: Iterable[PushTexts],
    catalogs: Catalogs,
    form_words: FormWords,
) -> tuple[Words, Words]:
    """The words of the operation's template (one of `every`) or form, and the catalog's, which stand in for blank ones."""
    wishes = pinned_template.language if pinned_template else row.language
    language = chosen(wishes, catalogs.languages)
    texts = catalogs.texts(language.text)
    otherwise = Words(
        texts["push.confirmOperation"], substitute(texts["push.data"], {"operationData": row.operation_data})
    )
    if pinned_template is not None and (found := in_language(every, wishes)):
        return Words(*title_and_summary(found[0], pinned_template.values)), otherwise
    if pinned_template is None and row.form_data is not None:
        return form_words(row.form_data, language, catalogs), otherwise
    return otherwise, otherwise
