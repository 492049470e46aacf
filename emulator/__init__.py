"""An emulated Amazon for SP-API clients: no Odoo in it, and no call leaves it."""

from emulator.accounts import Application, Seller
from emulator.amazon import Settings
from emulator.clock import Clock
from emulator.defaults import DEMO_APP, DEMO_SELLER_ID, demo_app, demo_seller
from emulator.server import serve
from emulator.world import World

__all__ = [
    "DEMO_APP",
    "DEMO_SELLER_ID",
    "Application",
    "Clock",
    "Seller",
    "Settings",
    "World",
    "demo_app",
    "demo_seller",
    "serve",
]
