"""The HTTP server: Login with Amazon, Seller Central, SP-API and documents."""

import socket
import threading
from contextlib import contextmanager
from types import SimpleNamespace

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from emulator import consent, control, documents, faults, lwa, operations
from emulator.accounts import Application, Seller
from emulator.amazon import Amazon, Settings
from emulator.answers import not_found, request_id
from emulator.calls import Call
from emulator.clock import Clock
from emulator.defaults import demo_app, demo_seller
from emulator.marketplaces import REGIONS
from emulator.world import World


class WsgiApplication:
    """The WSGI application."""

    def __init__(self, amazon: Amazon):
        self.amazon = amazon

    def __call__(self, environ, start_response):
        request = Request(environ)
        log = dict.fromkeys(
            ("operation", "application", "seller", "region", "fault"), ""
        )
        response = self._answer(request, log)
        log["request_id"] = request_id()
        response.headers["x-amzn-RequestId"] = log["request_id"]
        if log["operation"]:
            self.amazon.calls.add(
                Call(time=self.amazon.clock.now(), status=response.status_code, **log)
            )
        return response(environ, start_response)

    def _answer(self, request: Request, log: dict) -> Response:
        first, _, rest = request.path.lstrip("/").partition("/")
        if first in REGIONS and not rest.startswith("apps/"):
            log["region"] = first
            return operations.answer(self.amazon, request, first, f"/{rest}", log)
        if request.path == "/auth/o2/token":
            return self._token(request, log)
        if first == "documents":
            log["operation"] = "documents.get"
            return self._document(request, rest, log)
        if first == "emulator" or not first:
            return control.answer(self.amazon, request, rest)
        region, path = (first, f"/{rest}") if first in REGIONS else ("", request.path)
        if path.startswith("/apps/"):
            log["operation"] = "consent"
            with self.amazon.lock:
                return consent.answer(self.amazon, request, path, region, log)
        return not_found("There is nothing here.").response()

    def _token(self, request: Request, log: dict) -> Response:
        with self.amazon.lock:
            lwa.identify(self.amazon, request, log)
        kinds = faults.LWA_KINDS | faults.EVERYWHERE
        fault = self.amazon.faults.take("lwa.token", kinds)
        if fault is None or fault.after:
            with self.amazon.lock:
                response = lwa.token(self.amazon, request)
            if fault is None:
                return response
        log["fault"] = fault.kind
        if fault.kind in ("invalid_grant", "invalid_client", "unauthorized_client"):
            return lwa.fault_response(fault.kind)
        return faults.response_for(fault)

    def _document(self, request: Request, key: str, log: dict) -> Response:
        fault = self.amazon.faults.take("documents.get", documents.KINDS)
        if fault is not None:
            log["fault"] = fault.kind
            if fault.kind in faults.EVERYWHERE:
                return faults.response_for(fault)
        with self.amazon.lock:
            return self.amazon.documents.download(request, key, fault)


class _QuietHandler(WSGIRequestHandler):
    """Addresses carry codes and tokens: they are not written anywhere."""

    def log_request(self, code="-", size="-"):
        pass


class Server(SimpleNamespace):
    """What :func:`serve` gives: ``url``, ``amazon``, ``world``, ``clock``,
    ``faults``, ``calls``, ``apps``, ``seller``, ``sellers``, ``settings``,
    ``rates``, ``other_program``, ``act``."""


@contextmanager
def serve(
    world: World | None = None,
    clock: Clock | None = None,
    port: int = 0,
    apps: list[Application] | None = None,
    *,
    sellers: list[Seller] | None = None,
    settings: Settings | None = None,
    host: str = "127.0.0.1",
    url: str = "",
):
    """Run an emulated Amazon in threads of this process.

    :param world: of the first seller; default: 60 orders of the last 30 days
    :param port: 0 takes any free one
    :param apps: default: the demo application
    :param sellers: default: the demo seller; further ones may have no world
    :param url: address under which others reach it, if not host and port
    :return: a :class:`Server`
    :raise OSError: the port is busy or not allowed
    """
    clock = clock or Clock()
    sellers = sellers or [demo_seller()]
    if sellers[0].world is None:
        sellers[0].world = world or World(end=clock.now())
    amazon = Amazon(sellers, apps or [demo_app()], clock, settings or Settings())
    # Werkzeug ends the process when a port is busy; our own socket raises OSError.
    with socket.create_server((host, port)) as listening:
        server = make_server(
            host,
            port,
            WsgiApplication(amazon),
            threaded=True,
            request_handler=_QuietHandler,
            fd=listening.fileno(),
        )
    amazon.url = url.rstrip("/") or f"http://{host}:{server.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Server(
            url=amazon.url,
            amazon=amazon,
            world=sellers[0].world,
            clock=clock,
            faults=amazon.faults,
            calls=amazon.calls,
            apps=amazon.apps,
            seller=amazon.seller,
            sellers=amazon.sellers,
            settings=amazon.settings,
            rates=amazon.rates,
            other_program=amazon.other_program,
            act=amazon.act,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
