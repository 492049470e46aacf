"""A real HTTP server that answers what a test tells it to."""

import json
import threading
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

# A busy machine makes a slow example; that is no failure.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")


@dataclass
class Call:
    """What a client sent."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class ScriptedServer:
    """Answers in the order of ``answers``; the last one again and again.

    An answer is a ``werkzeug`` Response, or a function of the request that makes one.
    """

    url: str = ""
    answers: list = field(default_factory=list)
    calls: list = field(default_factory=list)

    def say(self, body="", status=200, content_type="application/json", headers=()):
        """Add an answer; a dict or list becomes JSON."""
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        self.answers.append(
            lambda _request: Response(
                body, status, headers=list(headers), content_type=content_type
            )
        )
        return self

    def do(self, answer):
        self.answers.append(answer)
        return self

    def __call__(self, environ, start_response):
        request = Request(environ)
        self.calls.append(
            Call(
                method=request.method,
                path=request.path,
                query=request.args.to_dict(flat=False),
                headers={key.lower(): value for key, value in request.headers},
                body=request.get_data(),
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request)(environ, start_response)


@pytest.fixture
def amazon():
    """A :class:`ScriptedServer` on a free port of this machine."""
    scripted = ScriptedServer()
    server = make_server("127.0.0.1", 0, scripted, threaded=True)
    scripted.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield scripted
    server.shutdown()
    server.server_close()
    thread.join()
