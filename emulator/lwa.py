"""Login with Amazon: ``POST /auth/o2/token`` with its three grants.

https://developer-docs.amazon.com/sp-api/docs/connect-to-the-selling-partner-api
"""

from werkzeug.wrappers import Request, Response

from emulator.accounts import Application
from emulator.amazon import Amazon
from emulator.answers import json_response
from emulator.authorizations import ACCESS_LIFETIME, SCOPES

_PARAMETERS = {
    "authorization_code": "code",
    "refresh_token": "refresh_token",
    "client_credentials": "scope",
}


class LwaError(Exception):
    def __init__(self, status: int, error: str, description: str):
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description

    def response(self) -> Response:
        return _response(
            {"error_description": self.description, "error": self.error}, self.status
        )


def identify(amazon: Amazon, request: Request, log: dict):
    """Note what is asked for and by whom, whether or not it is granted.

    :param log: gets ``operation``, ``application``, ``seller`` and ``region``
    """
    form = _form(request)
    grant = form.get("grant_type", "")
    log["operation"] = f"lwa.{grant}" if grant in _PARAMETERS else "lwa.token"
    app = amazon.app_by_client(form.get("client_id", ""))
    if app is not None:
        log["application"] = app.application_id
    known = amazon.authorizations
    authorization = known.by_refresh_token(
        form.get("refresh_token", "")
    ) or known.by_code(form.get("code", ""))
    if authorization is not None:
        log.update(seller=authorization.seller_id, region=authorization.region)


def token(amazon: Amazon, request: Request) -> Response:
    """Answer one token request."""
    form = _form(request)
    try:
        return _response(_grant(amazon, form, form.get("grant_type", "")))
    except LwaError as error:
        return error.response()


def fault_response(kind: str) -> Response:
    """Login with Amazon's own words for a scripted fault."""
    return {
        "invalid_grant": _invalid_grant("refresh_token"),
        "invalid_client": _invalid_client(),
        "unauthorized_client": LwaError(
            400, "unauthorized_client", "Not authorized for requested operation"
        ),
    }[kind].response()


def _response(body: dict, status=200) -> Response:
    response = json_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(request: Request) -> dict:
    if request.method != "POST":
        return {}
    if request.is_json:
        body = request.get_json(silent=True)
        body = body if isinstance(body, dict) else {}
        return {key: text for key, text in body.items() if isinstance(text, str)}
    return request.form.to_dict()


def _grant(amazon: Amazon, form: dict, grant: str) -> dict:
    if not grant:
        raise _missing("grant_type")
    if grant not in _PARAMETERS:
        raise LwaError(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
        )
    app = _client(amazon, form)
    value = form.get(_PARAMETERS[grant], "")
    if not value:
        raise _missing(_PARAMETERS[grant])
    if grant == "authorization_code":
        return _exchange_code(amazon, app, value, form.get("redirect_uri", ""))
    if grant == "refresh_token":
        return _refresh(amazon, app, value)
    return _grantless(amazon, app, value)


def _client(amazon: Amazon, form: dict) -> Application:
    for name in ("client_id", "client_secret"):
        if not form.get(name):
            raise _missing(name)
    app = amazon.app_by_client(form["client_id"])
    if app is None:
        raise _invalid_client()
    if not app.accepts_secret(form["client_secret"], amazon.clock.now()):
        raise _invalid_client()
    return app


def _exchange_code(amazon, app, value, redirect_uri) -> dict:
    """A wrong use burns the code, as the standard asks (RFC 6749, 4.1.2)."""
    now = amazon.clock.now()
    code = amazon.authorizations.take_code(value, now)
    if code is None or code.authorization.application is not app:
        raise _invalid_grant("code")
    if redirect_uri and redirect_uri != code.redirect_uri:
        raise _invalid_grant("redirect_uri")
    refresh_token = amazon.authorizations.new_refresh_token(code.authorization)
    return _tokens(amazon, code.authorization, refresh_token)


def _refresh(amazon, app, value) -> dict:
    authorization = amazon.authorizations.by_refresh_token(value)
    if authorization is None or authorization.application is not app:
        raise _invalid_grant("refresh_token")
    if not authorization.is_alive(amazon.clock.now()):
        raise _invalid_grant("refresh_token")
    return _tokens(amazon, authorization, value)


def _tokens(amazon, authorization, refresh_token) -> dict:
    access_token = amazon.authorizations.new_access_token(
        authorization.application, amazon.clock.now(), authorization=authorization
    )
    return {
        "access_token": access_token,
        "refresh_token": refresh_token,
        "token_type": "bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
    }


def _grantless(amazon, app, scope) -> dict:
    if scope not in SCOPES:
        raise LwaError(400, "invalid_scope", "An unknown scope was requested")
    access_token = amazon.authorizations.new_access_token(
        app, amazon.clock.now(), scope=scope
    )
    return {
        "access_token": access_token,
        "scope": scope,
        "token_type": "bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
    }


def _missing(name: str) -> LwaError:
    return LwaError(
        400, "invalid_request", f"The request is missing a required parameter : {name}"
    )


def _invalid_client() -> LwaError:
    return LwaError(401, "invalid_client", "Client authentication failed")


def _invalid_grant(name: str) -> LwaError:
    words = f"The request has an invalid grant parameter : {name}."
    if name == "refresh_token":
        words += " User may have revoked or didn't grant the permission."
    return LwaError(400, "invalid_grant", words)
