"""Everything the emulated Amazon knows, behind one lock."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime

from emulator.accounts import Application, Seller
from emulator.acts import Acts
from emulator.authorizations import Authorization, Authorizations
from emulator.calls import Calls
from emulator.clock import Clock
from emulator.documents import Documents
from emulator.faults import Faults
from emulator.other_program import OtherProgram
from emulator.rates import Rates
from emulator.reports import Reports


@dataclass
class Settings:
    """Readings of what Amazon leaves open, and the pace; all may change any time.

    :ivar report_seconds: from createReport to DONE; the first third is IN_QUEUE
    :ivar order_lag_seconds: orders younger than this are not in a report yet
    :ivar compression: ``auto`` (GZIP from 4 KiB on), ``always`` or ``never``
    :ivar charset: of order reports, in the header of the document: ``UTF-8``,
        ``Cp1252`` (letters it lacks become "?"), or "" for UTF-8 without saying so
    :ivar marketplace_filter: ``honoured``, or ``ignored``: the whole region comes
    :ivar oversized_window: a shipment report over more than 30 days ends ``fatal``,
        or DONE with a ``sentence`` instead of a table
    :ivar regeneration: when a second report within the interval of its type (30
        minutes for shipments) is not made anew: if its period ``overlaps`` the
        first, ``always`` or ``never``
    :ivar early_report: such a second report is ``cancelled``, or the one before
        ``again``
    :ivar cancelled_orders: merchants' orders that were cancelled after they left
        Pending, and such items, are ``left_out`` of order reports made afterwards,
        stand there with quantity ``zero`` and no prices, or are ``listed`` as before
    :ivar cancelled_items: the Orders API states quantity ``zero`` for pieces that were
        cancelled, or the number is ``kept`` and only nothing is left to ship;
        ``charged``: it is kept, and where pieces are left, so are the amounts of all
    :ivar order_prices: where Amazon calculates VAT, prices of the Orders API contain
        it (``included``) or not (``excluded``); the grand total is what was paid
    :ivar vidr_access: the VAT Invoice Data Report is ``restricted`` or ``open``
    :ivar vidr_signs: of its returns and refunds: ``negative`` or ``positive``
    :ivar vidr_rate: its rates are a ``fraction`` (0.19) or ``percent`` (19)
    :ivar sc_vat_dates: in SC_VAT_TAX_REPORT: ``day`` (02-Aug-2026 UTC), with the
        ``time``, or ``iso``
    :ivar sc_vat_marketplaces: there, too: the ``country``, or the ``id``
    :ivar settlement_numbers: amounts with the ``local`` sign, or always a ``point``
    :ivar settlement_transfers: the payout itself is ``left_out`` of the rows of a
        settlement, or ``listed`` and then not part of their sum
    """

    report_seconds: float = 2.0
    order_lag_seconds: float = 0.0
    compression: str = "auto"
    charset: str = "UTF-8"
    marketplace_filter: str = "honoured"
    oversized_window: str = "fatal"
    regeneration: str = "overlaps"
    early_report: str = "cancelled"
    cancelled_orders: str = "left_out"
    cancelled_items: str = "zero"
    order_prices: str = "included"
    vidr_access: str = "restricted"
    vidr_signs: str = "negative"
    vidr_rate: str = "fraction"
    sc_vat_dates: str = "day"
    sc_vat_marketplaces: str = "country"
    settlement_numbers: str = "local"
    settlement_transfers: str = "left_out"

    CHOICES = {
        "compression": ("auto", "always", "never"),
        "charset": ("UTF-8", "Cp1252", ""),
        "marketplace_filter": ("honoured", "ignored"),
        "oversized_window": ("fatal", "sentence"),
        "regeneration": ("overlaps", "always", "never"),
        "early_report": ("cancelled", "again"),
        "cancelled_orders": ("left_out", "zero", "listed"),
        "cancelled_items": ("zero", "kept", "charged"),
        "order_prices": ("included", "excluded"),
        "vidr_access": ("restricted", "open"),
        "vidr_signs": ("negative", "positive"),
        "vidr_rate": ("fraction", "percent"),
        "sc_vat_dates": ("day", "time", "iso"),
        "sc_vat_marketplaces": ("country", "id"),
        "settlement_numbers": ("local", "point"),
        "settlement_transfers": ("left_out", "listed"),
    }

    def change(self, **values):
        """:raise ValueError: unknown name or value."""
        for name, value in values.items():
            if name not in self.__dataclass_fields__:
                raise ValueError(f"There is no setting {name!r}.")
            choices = self.CHOICES.get(name)
            if choices is not None and value not in choices:
                raise ValueError(f"{name} is one of {choices}.")
            setattr(self, name, value if choices else float(value))


@dataclass
class Amazon:
    """:ivar url: address of the server, without a slash at the end"""

    sellers: list[Seller]
    apps: list[Application]
    clock: Clock
    settings: Settings = field(default_factory=Settings)
    url: str = ""

    def __post_init__(self):
        self.lock = threading.RLock()
        self.authorizations = Authorizations()
        self.rates = Rates()
        self.faults = Faults()
        self.calls = Calls()
        self.reports = Reports(self)
        self.documents = Documents(self)
        self.other_program = OtherProgram(self)
        self.act = Acts(self)
        # amazon_state → (application id, seller id, region) of a re-authorisation
        self.renewals: dict[str, tuple[str, str, str]] = {}

    @property
    def seller(self) -> Seller:
        return self.sellers[0]

    def seller_by_id(self, seller_id: str) -> Seller | None:
        return next((s for s in self.sellers if s.seller_id == seller_id), None)

    def app_by_id(self, application_id: str) -> Application | None:
        return next((a for a in self.apps if a.application_id == application_id), None)

    def app_by_client(self, client_id: str) -> Application | None:
        return next((a for a in self.apps if a.client_id == client_id), None)

    def self_authorize(
        self, app=None, seller=None, region="eu", granted_at: datetime | None = None
    ) -> Authorization:
        """As "Authorize app" in the developer console: a refresh token by hand.

        :param granted_at: aware time of a consent in the past; default: now
        :raise ValueError: that time has not come yet
        """
        app, seller = app or self.apps[0], seller or self.seller
        granted_at = granted_at or self.clock.now()
        if granted_at > self.clock.now():
            raise ValueError("A consent is not given in the future.")
        with self.lock:
            consent = self.authorizations.consent(
                app, seller.seller_id, region, granted_at
            )
            self.authorizations.new_refresh_token(consent)
        return consent

    def revoke(self, app=None, seller=None, region="") -> int:
        """As "Disable" in Manage Your Apps."""
        app, seller = app or self.apps[0], seller or self.seller
        with self.lock:
            return self.authorizations.revoke(
                app.application_id, seller.seller_id, region, self.clock.now()
            )

    def rotate_secret(self, app=None) -> str:
        """A new client secret; the old one works for seven more days."""
        app = app or self.apps[0]
        new_secret = "amzn1.oa2-cs.v1." + secrets.token_hex(16)
        with self.lock:
            app.rotate_secret(new_secret, self.clock.now())
        return new_secret
