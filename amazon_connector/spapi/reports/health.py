# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is wrong with a report although it could be read: codes for advice.

Sellers choose the columns and the form of their order reports in Seller Central;
what they switch off there is missing here without any error.
"""

# Which advised columns, all of them missing, are which loss.
_COLUMNS = {
    "no_billing_address": ("bill-address-1", "bill-country"),
    "no_recipient": ("recipient-name", "ship-address-1"),
    "no_promotions": ("item-promotion-discount", "ship-promotion-discount"),
    "no_sales_channel": ("sales-channel",),
}
FILE_CODES = frozenset({*_COLUMNS, "xml_instead", "wrong_charset"})
# What a file is instead of a table of its type.
FORM_CODES = frozenset({"localised_header", "web_page"})


def of_file(type_, reader, charset):
    """The codes of what is wrong with a document that was read to its end.

    :param type_: its :class:`~.catalogue.ReportType`
    :param reader: what read it
    :param charset: from the document's Content-Type, "" when it stated none
    :return: set of codes of :data:`FILE_CODES`
    """
    if reader.is_xml and type_.is_requestable:
        found = {"xml_instead"}  # And that explains what it lacks.
    else:
        found = _missing_columns(type_, reader)
    if _is_charset_wrong(reader.encoding, charset):
        found.add("wrong_charset")
    return found


def _missing_columns(type_, reader):
    return {
        code
        for code, columns in _COLUMNS.items()
        if (advised := set(columns) & set(type_.reader.advised))
        and advised <= set(reader.missing_columns)
    }


def _is_charset_wrong(encoding, charset):
    """Whether characters may be wrong: a mixture, or not the UTF-8 it claims to be."""
    claims_utf8 = charset.lower().replace("_", "-") in ("utf-8", "utf8")
    return not encoding or (claims_utf8 and encoding != "utf-8")
