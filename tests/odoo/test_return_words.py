"""Amazon's codes for returns are shown in words, unknown ones as they are."""

from .connected import ConnectedCase


class TestReturnWords(ConnectedCase):
    def _return(self, **values):
        return self.env["amazon.seller.return"].new(
            {"account_id": self.account.id, **values}
        )

    def test_known_codes(self):
        fba = self._return(return_reason="UNWANTED_ITEM", disposition="SELLABLE")
        merchant = self._return(return_reason="CR-DEFECTIVE")

        self.assertEqual(fba.return_reason_words, "No longer wanted")
        self.assertEqual(fba.disposition_words, "Sellable")
        self.assertEqual(merchant.return_reason_words, "Defective")
        self.assertFalse(merchant.disposition_words)

    def test_unknown_codes_stay_what_they_are(self):
        record = self._return(return_reason="AMZ-PG-NEW", disposition="MELTED")

        self.assertEqual(record.return_reason_words, "AMZ-PG-NEW")
        self.assertEqual(record.disposition_words, "MELTED")
