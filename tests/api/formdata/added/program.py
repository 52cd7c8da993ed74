"""A program that has a type more of parameters and of attributes, a module each: what its parts make of them, as JSON."""

import sys
from pathlib import Path

import api.formdata.fields
import config.attributes.types

HERE = Path(__file__).parent
# As if the files lay in the packages.
api.formdata.fields.__path__.append(str(HERE / "fields"))
config.attributes.types.__path__.append(str(HERE / "attributes"))


def refusal(call, *args):
    try:
        call(*args)
    except Exception as error:
        return str(getattr(error, "messages", error))
    return None


def web_and_phone():
    from api.formdata.render import localize
    from api.formdata.schemas import OperationFormDataSchema
    from api.mobile.operation_form.flow_form import flow_form_data
    from locales.catalogs import Catalogs
    from locales.languages import negotiate

    catalogs = Catalogs()
    language = negotiate("en", catalogs.languages)
    rating = {"type": "RATING", "id": "operation.amount", "stars": 4}
    form = OperationFormDataSchema().load({"parameters": [rating]})
    yield "web", localize(form, language, catalogs)["parameters"]
    yield "web refuses", refusal(OperationFormDataSchema().load, {"parameters": [rating | {"stars": 6}]})
    yield "phone", flow_form_data(form, "A2", language, catalogs)["attributes"]


def template():
    from babel import Locale

    from activities.templates.parameters import amounts
    from api.cloud.templates import Attribute
    from api.formdata.accepted_attributes import accept_attribute
    from api.mobile.operation_form.template_form import form_data
    from config.definitions.templates import AttributeTemplate, TemplateTexts

    stars = {"id": "rating", "type": "STARS", "text": "Rating", "params": {"stars": "given"}}
    yield "administrators write", Attribute().load(stars)
    yield "administrators are refused", refusal(Attribute().load, stars | {"params": {"moons": "given"}})
    texts = TemplateTexts("rate", "en", "Title", "Message", {}, (AttributeTemplate(**stars),), None)
    yield "template on phones", form_data(texts, {"given": "4"}, Locale("en"))["attributes"]
    yield "numbers", amounts([texts])
    own = {"type": "STARS", "id": "rating", "label": "Rating"}
    yield "review screens", [accept_attribute(own | {"stars": 3}), accept_attribute(own | {"stars": "3"})]


def definitions(folder):
    from config.definitions.load import SHIPPED, read_definitions

    for file in SHIPPED.glob("*.toml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")

    def login(params):
        line = f"attributes = [{{id = 'rating', type = 'STARS', text = 'template.login.title', params = {params}}}]"
        table = "[operation_texts.rate]\ntitle = 'template.login.title'\nmessage = 'template.login.message'\n"
        (folder / "rate.toml").write_text(table + line, encoding="utf-8")
        [texts] = [one for one in read_definitions(folder).operation_texts if one.operation_type == "rate"]
        return [(one.type, dict(one.params)) for one in texts.attributes]

    yield "definitions", login("{stars = 'given'}")
    yield "definitions are refused", refusal(login, "{}")


def documents():
    from api.docs.document import build
    from tests.api.conformance import APIS

    found = {api.name: build(api, "")["components"]["schemas"] for api in APIS}
    yield "parameter", found["nextstep"]["FormParameter"]["discriminator"]["mapping"]
    yield "members", found["nextstep"]["RatingField"]["properties"]["stars"]
    yield "words", found["cloud"]["AttributeType"]["enum"]
    yield "slots", found["cloud"]["Attribute"]["properties"]["type"]["description"]


if __name__ == "__main__":
    from config.exact_json import write

    print(
        write(
            {**dict(web_and_phone()), **dict(template()), **dict(definitions(Path(sys.argv[1]))), **dict(documents())}
        )
    )
