"""What every call of SP-API goes through: token, quota, role, operation."""

from dataclasses import dataclass

from werkzeug.wrappers import Request

from emulator.accounts import Seller
from emulator.amazon import Amazon
from emulator.answers import invalid_input, unauthorized
from emulator.authorizations import AccessToken

MISSING = "Access token is missing in the request header."
REVOKED = "The access token you provided is revoked, malformed or invalid."
EXPIRED = "The access token you provided has expired."


@dataclass
class Call:
    """One authenticated call.

    :ivar is_restricted: it was made with a restricted data token for this path
    """

    amazon: Amazon
    request: Request
    operation: str
    region: str
    access: AccessToken
    seller: Seller
    roles: frozenset[str]
    is_restricted: bool = False

    def body(self) -> dict:
        body = self.request.get_json(force=True, silent=True)
        if not isinstance(body, dict):
            raise invalid_input("Invalid input", "The body is not a JSON object.")
        return body

    def query(self, name: str) -> str | None:
        return self.request.args.get(name)

    def query_list(self, name: str, at_most: int = 0) -> list[str]:
        """``?x=a,b`` and ``?x=a&x=b`` mean the same."""
        values = self.request.args.getlist(name)
        found = [part for value in values for part in value.split(",") if part]
        if at_most and len(found) > at_most:
            raise invalid_input("Invalid input", f"{name} takes at most {at_most}.")
        return found


def identify(amazon: Amazon, request: Request, log: dict):
    """Note who calls, even with a token that is dead or for another region."""
    access = amazon.authorizations.access(request.headers.get("x-amz-access-token", ""))
    if access is not None:
        log["application"] = access.application.application_id
        if access.authorization is not None:
            log["seller"] = access.authorization.seller_id


def authenticate(
    amazon: Amazon, request: Request, operation: str, region: str, path: str
) -> Call:
    """Check the access token as far as Amazon does before it looks at anything.

    :raise SpApiError: 403 in one of Amazon's wordings
    """
    token = request.headers.get("x-amz-access-token", "")
    if not token:
        raise unauthorized(MISSING)
    access = amazon.authorizations.access(token)
    if access is None:
        raise unauthorized(REVOKED)
    now = amazon.clock.now()
    if now >= access.dies_at:
        raise unauthorized(EXPIRED)
    authorization = access.authorization
    if authorization is None:
        raise unauthorized()
    if not authorization.is_alive(now):
        raise unauthorized(REVOKED)
    seller = amazon.seller_by_id(authorization.seller_id)
    if authorization.region != region or region not in seller.regions:
        raise unauthorized()
    if access.resources is not None and (request.method, path) not in access.resources:
        raise unauthorized()
    return Call(
        amazon,
        request,
        operation,
        region,
        access,
        seller,
        authorization.roles,
        access.resources is not None,
    )
