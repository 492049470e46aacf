# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a settlement's line is, from Amazon's words for it.  They are open lists."""

KINDS = [
    ("revenue", "Revenue"),
    ("refund", "Refunds"),
    ("promotion", "Promotions"),
    ("fee", "Fees"),
    ("tax_withheld", "Tax Remitted by Amazon"),
    ("reserve", "Reserve"),
    ("transfer", "Transfer"),
    ("other", "Other"),
]
_FEE_TYPES = ("servicefee", "fbafees", "cost of advertising", "itemfees")
_REVERSALS = ("refund", "chargeback", "a-to-z", "retrocharge")


def kind_of(line):
    """Return one of :data:`KINDS` for a :class:`~..spapi.settlements.SettlementLine`.

    Fees that Amazon gives back with a refund stay fees, and a refunded promotion is
    part of the refund.
    """
    transaction = line.transaction_type.strip().casefold()
    type_ = line.amount_type.strip().casefold()
    description = line.amount_description.strip().casefold()
    if line.is_transfer:
        return "transfer"
    if "reserve amount" in description:
        return "reserve"
    if type_ == "itemwithheldtax":
        return "tax_withheld"
    if type_ == "itemfees":
        return "fee"
    if type_ in ("itemprice", "promotion"):
        if any(word in transaction for word in _REVERSALS):
            return "refund"
        return "revenue" if type_ == "itemprice" else "promotion"
    if type_ in _FEE_TYPES or transaction in _FEE_TYPES or "fee" in description:
        return "fee"
    return "other"
