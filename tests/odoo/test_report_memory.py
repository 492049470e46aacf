"""A long file is read in batches, of which none stays in memory."""

from datetime import timedelta

from odoo import fields

from tests.spapi.test_large_reports import LISTINGS, LargeReport

from .connected import ConnectedCase


class TestReportMemory(ConnectedCase):
    def test_only_one_batch_is_kept_in_memory(self):
        self._authorize()
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": LISTINGS,
                "data_start": fields.Datetime.now() - timedelta(days=1),
                "data_end": fields.Datetime.now(),
                "marketplace_ids": self.account.home_marketplace_id.ids,
                "state": "stored",
                "charset": "cp1252",
            }
        )
        parts = self.env["amazon.seller.report.part"]
        report.file_size = parts._store(report, LargeReport(LISTINGS, 4500)())
        kept = []

        def checkpoint():
            kept.append(self._cached("amazon.seller.listing", "amazon.seller.sku"))
            return True

        report._read(checkpoint)

        self.assertEqual((report.state, report.record_count), ("done", 4500))
        self.assertEqual(len(kept), 5)
        self.assertGreater(kept[0], 0)
        self.assertLessEqual(max(kept), kept[0])

    def _cached(self, *models):
        """Return how many values of these models are kept in memory."""
        return sum(
            len(field._get_cache(self.env))
            for model in models
            for field in self.env[model]._fields.values()
        )
