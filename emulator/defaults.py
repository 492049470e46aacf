"""The demo application and the demo seller: invented, and no secret anywhere."""

from emulator.accounts import Application, Seller

DEMO_SELLER_ID = "A2DEMOSELLER01"
DEMO_REDIRECT_URI = "http://localhost:8069/amazon_connector/callback"
DEMO_LOGIN_URI = "http://localhost:8069/amazon_connector/login/1"


def demo_app(
    redirect_uris=(DEMO_REDIRECT_URI,), login_uri=DEMO_LOGIN_URI, **values
) -> Application:
    """A public application in draft that has every role the reports need."""
    return Application(
        **{
            "application_id": "amzn1.sp.solution.3f6c2a1e-demo-4b7d-9a55-0d1c2b3a4f5e",
            "name": "Odoo Amazon Connector (Demo)",
            "client_id": "amzn1.application-oa2-client.00demo00client00id00",
            "client_secret": "amzn1.oa2-cs.v1.00demo00client00secret00",
            "redirect_uris": list(redirect_uris),
            "login_uri": login_uri,
            **values,
        }
    )


def demo_seller(**values) -> Seller:
    """A professional seller in Europe and North America."""
    return Seller(
        **{
            "seller_id": DEMO_SELLER_ID,
            "name": "Morgenrot Handels GmbH",
            **values,
        }
    )


def further_seller(text: str, **values) -> Seller:
    """A seller from ``ID=NAME``.

    :raise ValueError: the id is not one, or the name is missing
    """
    seller_id, _, name = (part.strip() for part in text.partition("="))
    if not (seller_id.isalnum() and seller_id.startswith("A") and name):
        raise ValueError(f"{text!r} is not ID=NAME with an id that begins with A.")
    return Seller(seller_id, name, **values)


def second_seller() -> Seller:
    """Another seller, without orders."""
    return Seller("A3SECONDSELLER", "Zweitkonto Versand GmbH", regions=("eu",))


DEMO_APP = demo_app()
