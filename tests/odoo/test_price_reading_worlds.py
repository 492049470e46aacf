"""However the emulated Amazon states amounts: its files tell it by themselves."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from emulator.world.amounts import vat_inside, vat_percent
from emulator.world.readings import READINGS

from .worlds import END, WorldCase

# Few of them have a promotion that tells of what it was reckoned.
ORDERS = 260
SINCE = END - timedelta(days=25)


class TestWorlds(WorldCase):
    def test_every_reading_of_both_channels_is_told_and_right_to_the_cent(self):
        """Amazon calculates VAT since some day; nobody decides anything."""
        self._create_products(self._world(orders=ORDERS))
        for number, reading in enumerate(READINGS):
            with self.subTest(reading=reading), self.env.cr.savepoint() as savepoint:
                world = self._world(
                    orders=ORDERS,
                    vcs=True,
                    vat_since=SINCE,
                    mfn_amounts=reading,
                    fba_amounts=READINGS[number - 3],
                )
                self._import(world)
                self._check_signatures(world)
                self._check_taxes(world)
                savepoint.rollback()
            self.env.invalidate_all()

    def _check_signatures(self, world):
        places = self.account.price_reading_ids
        self.assertEqual(set(places.mapped("decided_by")) & {"hand", False}, set())
        for channel, own in (("MFN", world.mfn_reading), ("AFN", world.fba_reading)):
            found = places.filtered(lambda place, ours=channel: place.channel == ours)
            wanted = f"{own.prices}/{own.promotions}/{own.tax}"
            self.assertEqual(set(found.mapped("signature")), {wanted})

    def _check_taxes(self, world):
        """The tax of what was paid, whatever the file says it is the tax of."""
        stated = defaultdict(Decimal)
        orders = self.Inbox.search([("account_id", "=", self.account.id)])
        for line in orders.line_ids:
            for tax in line._stated_taxes().values():
                stated[line.order_id.amazon_order_id] += Decimal(f"{tax:.2f}")
        # Where Amazon remits the tax, there is none to state.
        remitted = orders.filtered(lambda order: order.tax_kind == "collected")
        ours = set((orders - remitted).mapped("amazon_order_id"))
        self.assertGreater(len(ours), len(remitted))
        for order in world.orders:
            if order.order_id not in ours or not order.becomes_a_sale:
                continue
            wanted = sum(_taxes(order)) if world.calculates_vat(order) else 0
            # Parcels and promotions are rounded one by one.
            self.assertAlmostEqual(stated[order.order_id], wanted, delta=0.02)


def _taxes(order):
    for item in order.items:
        amounts = item.amounts
        for amount in (
            *(amounts.price, amounts.shipping, amounts.gift_wrap),
            *(amounts.item_promotion, amounts.shipping_promotion),
        ):
            yield vat_inside(amount, vat_percent(order, item))
