"""Developers' applications and selling partners."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

SECRET_LIFETIME = timedelta(days=180)
OLD_SECRET_GRACE = timedelta(days=7)

TAX_INVOICING = "Tax Invoicing"
TAX_REMITTANCE = "Tax Remittance"
DIRECT_TO_CONSUMER = "Direct-to-Consumer Delivery"
INVENTORY_AND_ORDERS = "Inventory and Order Tracking"
SELLING_PARTNER_INSIGHTS = "Selling Partner Insights"
AMAZON_FULFILLMENT = "Amazon Fulfillment"
PRODUCT_LISTING = "Product Listing"
FINANCE_AND_ACCOUNTING = "Finance and Accounting"
ALL_ROLES = frozenset(
    {
        TAX_INVOICING,
        TAX_REMITTANCE,
        DIRECT_TO_CONSUMER,
        INVENTORY_AND_ORDERS,
        SELLING_PARTNER_INSIGHTS,
        AMAZON_FULFILLMENT,
        PRODUCT_LISTING,
        FINANCE_AND_ACCOUNTING,
    }
)


@dataclass
class Application:
    """An SP-API application as its developer registered it.

    :ivar is_draft: the consent page then asks for ``version=beta``
    :ivar is_private: sellers cannot consent on a page; tokens are made by hand
    :ivar old_secrets: rotated secrets with the time each of them dies
    """

    application_id: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: list[str] = field(default_factory=list)
    login_uri: str = ""
    is_draft: bool = True
    is_private: bool = False
    roles: frozenset[str] = ALL_ROLES
    secret_expires_at: datetime | None = None
    old_secrets: dict[str, datetime] = field(default_factory=dict, repr=False)

    def accepts_secret(self, secret: str, now: datetime) -> bool:
        if secret == self.client_secret:
            return self.secret_expires_at is None or now < self.secret_expires_at
        dies_at = self.old_secrets.get(secret)
        return dies_at is not None and now < dies_at

    def rotate_secret(self, new_secret: str, now: datetime):
        """The old secret works for seven more days, the new one for 180.

        One that has expired does not come to life again.

        https://developer-docs.amazon.com/sp-api/docs/rotate-your-application-client-secret
        """
        grace = now + OLD_SECRET_GRACE
        dies_at = min(grace, self.secret_expires_at or grace)
        self.old_secrets[self.client_secret] = dies_at
        self.client_secret = new_secret
        self.secret_expires_at = now + SECRET_LIFETIME


@dataclass
class Seller:
    """A selling partner: one merchant token, an account in each region.

    :ivar world: :class:`emulator.world.World`, None for a seller without orders
    :ivar selling_plan: PROFESSIONAL or INDIVIDUAL
    :ivar order_reports: form of the order reports, as chosen in Seller Central:
        ``flat_file`` or ``xml``
    """

    seller_id: str
    name: str
    regions: tuple[str, ...] = ("eu", "na")
    selling_plan: str = "PROFESSIONAL"
    business_type: str = "PRIVATE_LIMITED"
    suspended: set[str] = field(default_factory=set)
    not_participating: set[str] = field(default_factory=set)
    world: Any = None
    order_reports: str = "flat_file"
