# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import timedelta

from odoo import api, models

from ..importer.statement import clean, naive_utc
from ..importer.tax_document_states import state_of
from ..insertion import insert_new
from ..restated import differences
from ..spapi.tax_documents import PARTS, TaxSource
from .amazon_seller_statement import fingerprint

_TEXTS = {
    "amazon_order_id": "amazon_order_id",
    "shipment_id": "shipment_id",
    "transaction_id": "transaction_id",
    "invoice_number": "invoice_number",
    "original_invoice_number": "original_invoice_number",
    "invoice_url": "invoice_url",
    "scheme": "scheme",
    "seller_vat_number": "seller_vat_number",
    "ship_from_country": "ship_from_country",
    "ship_to_country": "ship_to_country",
    "reason_code": "reason_code",
}
_FLAGS = ("is_business_order", "is_export", "is_corrected")
# What is worth a note when Amazon states it differently later.
_NOTED = ("state", "invoice_number", "scheme", "amount_gross", "tax_rates")
# A document has one state: that of the line most is to be done about.
_URGENCY = (
    "refused",
    "to_invoice",
    "unknown",
    "receipt",
    "processing",
    "amazon",
    "issued",
    "invoiced",
)
_WANTED = ("to_invoice", "processing", "refused", "unknown")
_VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
# Amazon tells of a shipment soon, but not at once.
_TOLD_WITHIN = timedelta(hours=6)


class AmazonSellerTaxDocumentReceive(models.Model):
    """Invoices and credit notes as reports state them, again and again."""

    _inherit = "amazon.seller.tax.document"

    @api.model
    def _receive(self, account, records, report=None):
        """Keep what Amazon stated, once, however often it is stated.

        The lines of a document may come in several batches.

        :param records: list of :class:`~..spapi.tax_documents.TaxLine`
        :return: ``{"new": n, "known": n, "changed": n}``, of lines
        :raise psycopg2.errors.SerializationFailure: another transaction received one
            of the documents meanwhile; roll back and try again
        """
        documents = self.sudo().with_context(tracking_disable=True)
        stated = {}
        for line in records:
            lines = stated.setdefault(_identity(line), {})
            lines[line.line_key] = line
        by_identity = documents._find_or_create(account, stated, report)
        everything = documents.concat(*by_identity.values())
        before = everything._noted_values(report)
        counts = Counter(new=0, known=0, changed=0)
        maps = self._receiving_maps(account, records)
        new_lines = []
        for identity, document in by_identity.items():
            lines = stated[identity]
            is_outdated = document._is_outdated(report)
            if not is_outdated:
                document._restate_header(list(lines.values()), report, maps)
                counts["changed"] += document._restate_lines(lines)
            new_lines += document._new_line_values(lines)
        self.env["amazon.seller.tax.document.line"].sudo().create(new_lines)
        self._note_changes(before)
        everything._tell_vat_numbers()
        everything.sale_order_id._amazon_seller_hold_differing()
        counts["new"] = len(new_lines)
        counts["known"] = len(records) - counts["new"] - counts["changed"]
        return dict(counts)

    def _receiving_maps(self, account, records):
        """Return the ids that a batch needs, loaded once."""
        marketplaces = (
            self.env["amazon.seller.marketplace"]
            .sudo()
            .search_fetch([], ["marketplace_identifier"])
        )
        return {
            "currency": self.env["amazon.seller.order"]._currency_ids(),
            "order": self._order_ids(
                account, {line.amazon_order_id for line in records}
            ),
            "marketplace": {
                each.marketplace_identifier: each.id for each in marketplaces
            },
        }

    def _find_or_create(self, account, stated, report):
        """Return ``{identity: document}``, new ones with nothing but that."""
        keys = {key for _source, key, _type in stated}
        known = self.search(
            [("account_id", "=", account.id), ("document_key", "in", list(keys))]
        )
        found = {document._identity(): document for document in known}
        lost = {key: stated[key] for key in stated if key not in found}
        found.update(self._numbered_meanwhile(account, lost))
        new = [identity for identity in stated if identity not in found]
        created = insert_new(
            self,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "report_id": report.id if report else None,
                    "source": source,
                    "document_key": key,
                    "transaction_type": type_,
                    "kind": "invoice" if type_ == "SHIPMENT" else "credit_note",
                    "state": "unknown",
                }
                for source, key, type_ in new
            ],
            ("account_id", "source", "document_key", "transaction_type"),
        )
        found.update(zip(new, created, strict=True))
        return {identity: found[identity] for identity in stated}

    def _numbered_meanwhile(self, account, stated):
        """Give documents of VCS that had no number the one they got.

        :return: ``{identity: document}`` of those that are here without a number
        """
        wanted = {}
        for identity, lines in stated.items():
            line = next(iter(lines.values()))
            if line.source is TaxSource.SC_VAT and line.invoice_number:
                for key in filter(None, (line.transaction_id, line.shipment_id)):
                    wanted.setdefault((identity[0], key, identity[2]), identity)
        without = wanted and self.search(
            [
                ("account_id", "=", account.id),
                ("document_key", "in", [key for _source, key, _type in wanted]),
                ("invoice_number", "=", False),
            ]
        )
        numbered = {}
        for document in without or ():
            identity = wanted.get(document._identity())
            if identity and identity not in numbered:
                document.document_key = identity[1]
                numbered[identity] = document
        return numbered

    def _identity(self):
        return self.source, self.document_key, self.transaction_type

    # === HEADER === #

    def _restate_header(self, lines, report, maps):
        """Follow what Amazon states; a blank never erases, but in its status."""
        first = lines[0]
        stated = _header_values(lines) | {
            "currency_id": maps["currency"].get(clean(first.currency).upper()),
            "marketplace_id": maps["marketplace"].get(first.marketplace_id),
            "order_id": maps["order"].get(first.amazon_order_id),
            "report_id": report.id if report else False,
        }
        values = {name: value for name, value in stated.items() if value}
        self.write(self._changes(values | _status_values(lines)))

    # === LINES === #

    def _restate_lines(self, stated):
        """Follow lines that Amazon states differently now; return how many."""
        changed = 0
        for line in self.line_ids:
            now = stated.get(line.line_key)
            if now and line.fingerprint != fingerprint(now):
                line.write(_line_values(now))
                changed += 1
        return changed

    def _new_line_values(self, stated):
        """Return the values of lines that the document does not have yet."""
        known = set(self.line_ids.mapped("line_key"))
        return [
            _line_values(line) | {"document_id": self.id}
            for key, line in stated.items()
            if key not in known
        ]

    # === WHAT THE ORDER LEARNS === #

    def _link_orders(self, orders):
        """Override: what they say of the buyer counts for the order that has come."""
        linked = super()._link_orders(orders)
        linked._tell_vat_numbers()
        return linked

    def _tell_vat_numbers(self):
        """Give orders the buyers' VAT numbers that no other report of Amazon states."""
        numbers = {}
        for document in self.filtered("buyer_vat_number"):
            numbers.setdefault(document.order_id, document.buyer_vat_number)
        numbers.pop(self.env["amazon.seller.order"], None)
        self.env["amazon.seller.order"]._take_vat_numbers(numbers)

    # === NOTES === #

    def _noted_values(self, report):
        """Return ``{document: {field: value}}`` of those an earlier report stated."""
        return {
            document: {name: document[name] for name in _NOTED}
            for document in self
            if document.line_ids and (not report or document.report_id != report)
        }

    def _note_changes(self, before):
        title = self.env._("Amazon states the document differently now:")
        for document, values in before.items():
            changed = {name: values[name] for name in differences(document, values)}
            if changed:
                document._log_changes(title, changed, document)

    # === WHAT A REPORT DOES NOT MENTION === #

    @api.model
    def _close_report(self, report):
        """What Amazon no longer mentions it no longer wants.

        Asked for without options, the report names whatever is without an accepted
        invoice.
        """
        is_whole = (
            report.report_type == _VIDR
            and not report.is_upload
            and report.asked_at
            and report.data_start == report.data_end
            and not report.issue_ids
        )
        if not is_whole:
            return
        unmentioned = self.sudo().search(
            [
                ("account_id", "=", report.account_id.id),
                ("source", "=", "VIDR"),
                ("state", "in", _WANTED),
                ("report_id", "!=", report.id),
                ("report_id.asked_at", "<", report.asked_at),
                ("document_date", "<", report.asked_at - _TOLD_WITHIN),
                ("marketplace_id", "in", [*report.marketplace_ids.ids, False]),
            ]
        )
        note = self.env._("Amazon no longer asks for this document.")
        unmentioned._message_log_batch(dict.fromkeys(unmentioned.ids, note))
        unmentioned.write({"state": "gone"})


def _identity(line):
    return line.source.value, line.document_key, line.transaction_type.value


def _header_values(lines):
    """Return what is stated of the document as a whole; ``False`` if it is blank."""
    values = {
        name: _first(clean(getattr(line, attribute)) for line in lines)
        for name, attribute in _TEXTS.items()
    }
    values.update(
        buyer_vat_number=_first(clean(line.buyer.vat_number) for line in lines),
        buyer_company_name=_first(clean(line.buyer.company_name) for line in lines),
        order_date=_first(naive_utc(line.order_date) for line in lines),
        document_date=_first(naive_utc(line.document_date) for line in lines),
    )
    return values


def _status_values(lines):
    """Return what follows Amazon even where it becomes blank."""
    states = {state_of(line) for line in lines}
    return {
        "state": next(state for state in _URGENCY if state in states),
        "amazon_status": _first(clean(line.status) for line in lines),
        "amazon_status_text": _first(clean(line.status_description) for line in lines),
        "is_amazon_invoiced": any(line.is_amazon_invoiced for line in lines),
        "is_sellers_tax": all(line.is_sellers_tax for line in lines),
        **{name: any(getattr(line, name) for line in lines) for name in _FLAGS},
    }


def _first(values):
    return next(filter(None, values), False)


def _line_values(line):
    """Return the fields of a :class:`~..spapi.tax_documents.TaxLine`."""
    parts = {name: getattr(line, name) for name in PARTS}
    stated = list(parts.values())
    values = {f"{name}_gross": float(part.gross or 0) for name, part in parts.items()}
    values.update(
        line_key=line.line_key,
        fingerprint=fingerprint(line),
        order_item_id=clean(line.order_item_id) or False,
        sku=clean(line.sku) or False,
        asin=clean(line.asin) or False,
        title=clean(line.title) or False,
        quantity=line.quantity,
        rate=float((line.rate or 0) * 100),
        has_rate=line.rate is not None and line.is_calculated,
        has_tax=line.is_calculated,
        gross=float(sum(part.gross or 0 for part in stated)),
        net=float(sum(part.net or 0 for part in stated)),
        tax=float(sum(part.tax or 0 for part in stated)),
        parts={
            name: [str(amount) for amount in (part.net, part.tax)]
            for name, part in parts.items()
            if part.gross is not None
        },
        citations=dict(line.citations) or False,
    )
    return values
