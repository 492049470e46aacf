"""How fast orders come in, beside Odoo's own ways, in one run on one machine.

- ours: from the bytes of a report file through the inbox to confirmed sale orders with
  their deliveries, committed batch by batch;
- (b) batched: Odoo's `create` and `action_confirm` of the same prepared values, 200
  orders at a time, one commit each; without reading, inbox or any check;
- (c) singly: the same values one order at a time, with a commit each.

The three take turns in several rounds, so that a busy machine is busy for all.
Run by script/bench; --json prints one line for machines.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from itertools import islice

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from benchmarks.order_file import REPORT_TYPE, order_file, skus

PRODUCTS = 500
BATCH = 100
ODOO_BATCH = 200
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_create_nosubscribe": True,
}


@dataclass
class Measure:
    """What one way has cost so far."""

    orders: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    statements: int = 0

    def per_second(self):
        return self.orders / self.seconds

    def per_cpu_second(self):
        return self.orders / self.cpu_seconds

    def statements_per_order(self):
        return self.statements / self.orders


class Bench:
    """The three ways over one database.

    The addon is imported in the methods: before Odoo has read its configuration it
    cannot be found.

    :param cr: a cursor that may commit
    """

    def __init__(self, cr):
        self.cr = cr
        self.env = api.Environment(cr, SUPERUSER_ID, {})
        self.account = self._prepare()
        self.next_number = 1
        self.measures = {"ours": Measure(), "batched": Measure(), "singly": Measure()}
        cr.commit()

    def _prepare(self):
        env = self.env
        company = env.ref("base.main_company")
        products = env["product.product"].create(
            [
                {
                    "name": f"Bench {sku}",
                    "default_code": sku,
                    "type": "consu",
                    "is_storable": True,
                    "taxes_id": [(6, 0, company.account_sale_tax_id.ids)],
                }
                for sku in skus(PRODUCTS)
            ]
        )
        key_set = env["amazon.seller.key.set"].create(
            {
                "name": "Bench",
                "application_id": "amzn1.sp.solution.bench",
                "client_id": "amzn1.application-oa2-client.bench",
            }
        )
        account = env["amazon.seller.account"].create(
            {
                "name": "Bench",
                "company_id": company.id,
                "key_set_id": key_set.id,
                "home_marketplace_id": env["amazon.seller.marketplace"]
                .search([("marketplace_identifier", "=", "A1PA6795UKMFR9")])
                .id,
                "order_start_date": "2026-01-01 00:00:00",
            }
        )
        location = account.warehouse_id.lot_stock_id
        for product in products[: PRODUCTS * 4 // 5]:
            env["stock.quant"]._update_available_quantity(product, location, 100_000)
        return account

    # === THE THREE WAYS === #

    def round(self, count):
        """Let each way import ``count`` new orders; singly a fifth of them."""
        for name in ("ours", "batched", "singly"):
            self._measure(name, count if name != "singly" else max(count // 5, 1))

    def _measure(self, name, count):
        document = order_file(self.next_number, count, PRODUCTS)
        self.next_number += count
        work = getattr(self, f"_{name}")
        prepared = document if name == "ours" else self._prepared(document)
        self._forget()
        before = self.cr.sql_log_count
        cpu, started = time.process_time(), time.perf_counter()
        work(prepared)
        measure = self.measures[name]
        measure.seconds += time.perf_counter() - started
        measure.cpu_seconds += time.process_time() - cpu
        measure.statements += self.cr.sql_log_count - before
        measure.orders += count
        self._check(count)

    def _ours(self, document):
        from odoo.addons.amazon_connector.spapi.reports import read_report

        inbox = self.env["amazon.seller.order"]
        orders = iter(read_report(REPORT_TYPE, lambda: [document]))
        while batch := list(islice(orders, BATCH)):
            inbox._receive(self.account, batch)
            self._commit()
        while inbox._import_batch(self.account):
            self._commit()

    def _batched(self, prepared):
        for start in range(0, len(prepared), ODOO_BATCH):
            self._create(prepared[start : start + ODOO_BATCH])
            self._commit()

    def _singly(self, prepared):
        for order in prepared:
            self._create([order])
            self._commit()

    def _create(self, prepared):
        """Create partners and orders in one `create` each, and confirm."""
        env = self.env(context=QUIET)
        partners = env["res.partner"].create([partner for partner, _c, _o in prepared])
        children = env["res.partner"].create(
            [
                child | {"parent_id": partner.id}
                for (_p, child, _o), partner in zip(prepared, partners, strict=True)
            ]
        )
        orders = env["sale.order"].create(
            [
                values
                | {
                    "partner_id": partner.id,
                    "partner_invoice_id": partner.id,
                    "partner_shipping_id": child.id,
                }
                for (_p, _c, values), partner, child in zip(
                    prepared, partners, children, strict=True
                )
            ]
        )
        orders.action_confirm()
        env.flush_all()

    # === PREPARED VALUES === #

    def _prepared(self, document):
        """Return the values our importer would write, without Amazon's own fields.

        Everything is found out beforehand, so (b) and (c) only create and confirm.
        """
        from odoo.addons.amazon_connector.importer.batch import Batch
        from odoo.addons.amazon_connector.spapi.reports import read_report

        statements = list(read_report(REPORT_TYPE, lambda: [document]))
        inbox = self.env["amazon.seller.order"]
        inbox._receive(self.account, statements)
        ids = [statement.amazon_order_id for statement in statements]
        orders = inbox.search([("amazon_order_id", "in", ids)])
        batch = Batch(
            self.account,
            inbox._import_env(self.account)[inbox._name].browse(orders.ids),
        )
        prepared = [self._prepared_order(batch, order) for order in batch.orders]
        orders.unlink()
        self.env.flush_all()
        self.cr.commit()
        return prepared

    def _prepared_order(self, batch, order):
        from odoo.addons.amazon_connector.importer.partners import Buyer

        buyer = Buyer(order)
        partner = batch.partners._buyer_values(buyer)
        child = batch.partners._child_values(
            self.env["res.partner"], "", buyer.ship, buyer, "delivery"
        )
        nobody = self.env["res.partner"].new(partner)
        values = batch.values.order(order, (nobody, nobody, nobody))
        lines = [command[2] for command in values["order_line"]]
        for mapping in (partner, child, values, *lines):
            for name in [name for name in mapping if name.startswith("amazon_seller")]:
                del mapping[name]
        return partner, child, values

    # === HOUSEKEEPING === #

    def _commit(self):
        self.env.flush_all()
        self.cr.commit()

    def _forget(self):
        self.cr.commit()
        self.env.invalidate_all()

    def _check(self, count):
        """Nobody is fast by leaving work out."""
        orders = self.env["sale.order"].search([], order="id desc", limit=count)
        states = set(orders.mapped("state"))
        assert states == {"sale"}, states
        assert len(orders.picking_ids) == count, len(orders.picking_ids)
        self._forget()


def results(measures):
    """Return the figures as JSON-able numbers."""
    ours = measures["ours"]
    return {
        name: {
            "orders": measure.orders,
            "orders_per_second": round(measure.per_second(), 1),
            "orders_per_cpu_second": round(measure.per_cpu_second(), 1),
            "statements_per_order": round(measure.statements_per_order(), 1),
            "ours_is_faster_by": round(ours.per_second() / measure.per_second(), 2),
            "ours_is_faster_by_cpu": round(
                ours.per_cpu_second() / measure.per_cpu_second(), 2
            ),
        }
        for name, measure in measures.items()
    }


TITLES = {
    "ours": "ours, from the report file",
    "batched": "(b) Odoo, 200 at a time",
    "singly": "(c) Odoo, one at a time",
}


def table(figures):
    """Return the figures as lines of text."""
    head = f"{'':28}{'orders':>8}{'orders/s':>10}{'per CPU s':>11}{'SQL/order':>11}"
    lines = [head + f"{'ours is':>10}{'by CPU':>9}"]
    for name, figure in figures.items():
        lines.append(
            f"{TITLES[name]:28}{figure['orders']:8}{figure['orders_per_second']:10}"
            f"{figure['orders_per_cpu_second']:11}{figure['statements_per_order']:11}"
            f"{figure['ours_is_faster_by']:>9}x{figure['ours_is_faster_by_cpu']:>8}x"
        )
    return lines


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn", "--no-http"])
    with Registry(options.database).cursor() as cr:
        bench = Bench(cr)
        bench.round(10)  # Warm up: caches, sequences, taxes.
        bench.measures = {name: Measure() for name in bench.measures}
        for number in range(options.rounds):
            bench.round(options.orders // options.rounds)
            sys.stderr.write(f"Round {number + 1} of {options.rounds}\n")
    figures = results(bench.measures)
    text = json.dumps(figures) if options.json else "\n".join(table(figures))
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
