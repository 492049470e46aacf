from odoo.addons.amazon_connector.spapi.reports import read_report

from benchmarks.bench_import import Measure, results, table
from benchmarks.order_file import REPORT_TYPE, order_file, skus
from tests.odoo.orders import OrderCase, make_product


class TestBench(OrderCase):
    def test_every_order_of_the_file_is_imported(self):
        document = order_file(first=1, count=40, product_count=10)
        self.assertEqual(document, order_file(first=1, count=40, product_count=10))
        for sku in skus(10):
            make_product(self.env, sku, self.tax_19)
        statements = list(read_report(REPORT_TYPE, lambda: [document]))
        self.assertEqual(len(statements), 40)
        records = self.bring(*statements)
        self.assertImported(records)
        self.assertEqual(len(records.sale_order_id.picking_ids), 40)
        self.assertEqual(len(records.sale_order_id.partner_id), 40)
        self.assertEqual(set(records.mapped("amount_total")) & {0.0}, set())

    def test_ratios_compare_with_ours(self):
        figures = results(
            {
                "ours": Measure(100, seconds=2, cpu_seconds=1, statements=500),
                "batched": Measure(100, seconds=4, cpu_seconds=3, statements=3000),
                "singly": Measure(20, seconds=4, cpu_seconds=4, statements=2000),
            }
        )
        self.assertEqual(figures["ours"]["orders_per_second"], 50)
        self.assertEqual(figures["batched"]["ours_is_faster_by"], 2)
        self.assertEqual(figures["batched"]["ours_is_faster_by_cpu"], 3)
        self.assertEqual(figures["singly"]["ours_is_faster_by"], 10)
        self.assertEqual(figures["singly"]["statements_per_order"], 100)
        self.assertEqual(len(table(figures)), 4)
