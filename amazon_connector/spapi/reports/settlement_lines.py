# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: a payout, line by line."""

from .records import RecordLayout


class SettlementLines(RecordLayout):
    required = (
        "settlement-id",
        "total-amount",
        "amount-type",
        "amount-description",
        "amount",
    )

    def record(self, row):
        return None
