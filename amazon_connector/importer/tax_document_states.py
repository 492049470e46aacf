# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is to be done about an invoice or a credit note, from what Amazon says of it."""

from odoo.tools.translate import LazyTranslate

from ..spapi.tax_documents import TaxSource

_lt = LazyTranslate(__name__)

STATES = [
    ("to_invoice", "To Invoice"),
    ("processing", "Amazon Is Checking"),
    ("refused", "Refused by Amazon"),
    ("invoiced", "Invoiced"),
    ("gone", "No Longer Asked For"),
    ("amazon", "Amazon Invoices Itself"),
    ("issued", "Issued by Amazon"),
    ("receipt", "Receipt Only"),
    ("unknown", "Unknown Status"),
]
# What Amazon still wants from the seller.
OPEN = ("to_invoice", "refused")
# What the buyer has, or gets, from Amazon: nobody else may send an invoice.
AMAZONS = ("amazon", "issued")

SENTENCES = {
    "to_invoice": _lt(
        "Amazon waits for this document: upload it in Seller Central within 24 hours "
        "of the shipment."
    ),
    "processing": _lt(
        "Amazon has the document and checks it. Nothing is left to do for now."
    ),
    "refused": _lt(
        "Amazon refused the document: %s. Correct it and upload it again in Seller "
        "Central."
    ),
    "invoiced": _lt("Amazon has accepted the document. Nothing is left to do."),
    "gone": _lt(
        "Amazon no longer asks for this document: it was uploaded by another program "
        "or by hand, or Amazon no longer wants it. Nothing is left to do."
    ),
    "amazon": _lt(
        "Amazon sends the buyer this document itself. Do not send another; Amazon "
        "would refuse it."
    ),
    "issued": _lt("Amazon has sent this document to the buyer. Do not send another."),
    "receipt": _lt(
        "Amazon could not calculate the VAT and sent the buyer a receipt only. Check "
        "your VAT numbers in Seller Central, and send the buyer your own invoice."
    ),
    "unknown": _lt(
        'Amazon says "%s", which is not known here. Look the order up in Seller '
        "Central."
    ),
}


def sentence(env, state, detail):
    """Return what ``state`` means and what to do, in the language of ``env``."""
    text = env._(SENTENCES[state])  # pylint: disable=translation-not-lazy
    return text.replace("%s", detail or "–")


def state_of(line):
    """Return the state of the document of a :class:`~..spapi.tax_documents.TaxLine`."""
    if line.source is TaxSource.SC_VAT:
        return _state_of_amazons(line)
    if line.is_amazon_invoiced:
        return "amazon"
    status = line.status.casefold()
    if "pending" in status:
        # Refused ones become pending again, with the reason beside it.
        return "refused" if line.status_description.strip() else "to_invoice"
    if "process" in status:
        return "processing"
    if any(word in status for word in ("reject", "refus", "fail", "error")):
        return "refused"
    if any(word in status for word in ("invoiced", "accept", "complete", "success")):
        return "invoiced"
    if status:
        return "unknown"
    return "invoiced" if line.invoice_number else "to_invoice"


def _state_of_amazons(line):
    if not line.invoice_number or line.is_receipt:
        return "receipt"
    # A number that is not of Amazon's making is that of an invoice the seller uploaded.
    return "invoiced" if line.is_amazon_invoiced is False else "issued"
