# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .amazon_seller_refusal import ASK_AGAIN_AFTER


class AmazonSellerReportDenial(models.Model):
    """What becomes of reports that Amazon denies."""

    _inherit = "amazon.seller.report"

    def _note_denial(self, error):
        """Ask once more before a denial counts.

        Right after a consent Amazon may deny what it grants the next time.
        """
        if self.error_code == error.code:
            self._give_up_type(error)
            return
        self.account_id._active_token()._drop_access()
        self.write({"error_code": error.code, "error_detail": error.detail})
        (self | self._waiting_of_type()).next_try_at = (
            fields.Datetime.now() + ASK_AGAIN_AFTER
        )

    def _give_up_type(self, error):
        """Fail with all that wait for the same; other types may be allowed."""
        for report in self | self._waiting_of_type():
            report._give_up(error.code, error.detail)
        if error.code == "role_missing":
            self.account_id._note_denied(self.report_type)

    def _waiting_of_type(self):
        return self.search(
            [
                ("account_id", "=", self.account_id.id),
                ("report_type", "=", self.report_type),
                ("state", "=", "wanted"),
            ]
        )
