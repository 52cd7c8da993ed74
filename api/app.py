"""The application: every API that the settings name, health and metrics, and JSON whatever happens."""

import re
from collections.abc import Callable, Iterable
from enum import Flag, auto
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from api import cloud, codec, docs, mobile, nextstep
from api.docs import front_page
from api.http import metrics
from api.http.application import ApiApplication
from api.http.blueprint import ApiBlueprint
from api.http.endpoint import View
from api.http.entrances import MANAGEMENT
from api.http.proxies import seeing_through
from api.http.schema import BODY_LENGTH
from api.http.server_names import ServerNames
from api.management import health
from api.services import Services, build, keep
from config.settings import Settings
from workflows.temporal import tracing

_APIS: dict[str, ApiBlueprint] = {"nextstep": nextstep.api, "cloud": cloud.api, "mobile": mobile.api}


def create(settings: Settings) -> WSGIApplication:
    """What a process of the server calls: one application; or two, where operators have an entrance of their own.

    Spans of the process are recorded from now on, if the settings say so.
    """
    tracing.start(settings, "api")
    if not settings.management_address:
        return create_app(settings)
    services = _services(settings)
    public = _application(settings, services, Part.APIS)
    management = _application(settings, services, Part.MANAGEMENT)

    def by_entrance(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return (management if environ[MANAGEMENT] else public)(environ, start_response)

    return by_entrance


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """All of it at one address. Nothing is connected before the first request, so it may be made before a fork."""
    return _application(settings, services or _services(settings), Part.APIS | Part.MANAGEMENT)


class Part(Flag):
    """What an application serves."""

    APIS = auto()
    # Health, metrics, documentation and the page that leads to them.
    MANAGEMENT = auto()


def _services(settings: Settings) -> Services:
    return build(
        settings,
        on_start=metrics.count_started_operation,
        on_finish=metrics.count_finished_operation,
        on_step=metrics.count_step,
    )


def _application(settings: Settings, services: Services, parts: Part) -> Flask:
    app = ApiApplication("nextstep", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LENGTH
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.strict_slashes = True
    keep(app.extensions, services)
    apis = [_APIS[name] for name in settings.doors if name in _APIS]
    if Part.APIS in parts:
        for api in apis:
            _mount(app, api)
        if settings.codec_endpoint:
            _mount(app, codec.api, around=codec.readable)
            codec.mount_preflights(app)
    if Part.MANAGEMENT in parts:
        for api in apis:
            docs.mount(app, api, settings.base_url if settings.management_address else "")
        health.mount(app, services)
        front_page.mount(app, apis, settings)

    def respond(error: Exception) -> Response:
        api = next((api for api in apis if request.path.startswith(f"{api.prefix}/")), nextstep.api)
        return api.respond_unrouted(error)

    app.register_error_handler(Exception, respond)
    if settings.known_names:
        names = ServerNames(settings.known_names)
        app.before_request(lambda: names.check(request.environ.get("HTTP_HOST", "")))
    seeing = seeing_through(app.wsgi_app, settings.trusted_proxies)
    app.wsgi_app = _collapsing(seeing)  # type: ignore[method-assign, assignment]
    return app


def _mount(app: Flask, api: ApiBlueprint, around: Callable[[View], View] = lambda view: view) -> None:
    """Add the API's endpoints; `around` makes of each view the one that is called."""
    for endpoint in api.endpoints:
        handle = around(api.dispatch(endpoint))
        for route in endpoint.routes:
            app.add_url_rule(
                api.prefix + route.path,
                f"{api.name}.{endpoint.name}.{route.verb}{route.path}",
                handle,
                methods=[route.verb],
                strict_slashes=not api.lenient,
                provide_automatic_options=False,
            )


def _collapsing(application: WSGIApplication) -> WSGIApplication:
    """A published mobile SDK sends `/enrollment-server//api/...`: runs of slashes are one, without a redirect."""

    def collapse(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "//" in environ["PATH_INFO"]:
            environ["PATH_INFO"] = re.sub("/{2,}", "/", environ["PATH_INFO"])
        return application(environ, start_response)

    return collapse
