# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The findings in words for people: a title, cause and cure, and what repairs it."""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SUCCESS, INFO, WARNING, DANGER = "success", "info", "warning", "danger"


@dataclass(frozen=True, slots=True)
class Words:
    """:ivar sentence: its gaps are filled with the wizard's values
    :ivar repair: the one button that repairs, "" where there is nothing to repair
    """

    severity: str
    title: str
    sentence: str
    repair: str = ""


# The inbox has its own sentences for orders that wait or were set aside.
_REASON = "%(reason)s"

WORDS = {
    "imported": Words(
        SUCCESS,
        _lt("The order is here"),
        _lt("It was imported as %(sale_order)s through %(account)s."),
    ),
    "imported_cancelled": Words(
        WARNING,
        _lt("Imported, then cancelled in Odoo"),
        _lt(
            "It was imported as %(sale_order)s through %(account)s; somebody has "
            "cancelled this sale order since. Open it to set it to quotation again."
        ),
    ),
    "sale_order_gone": Words(
        WARNING,
        _lt("Imported, then deleted in Odoo"),
        _lt(
            "It was imported through %(account)s, but somebody has deleted its sale "
            'order since. Press "Import now" to make a new one.'
        ),
        "import_now",
    ),
    "new": Words(
        INFO,
        _lt("The import is about to begin"),
        _lt(
            "%(account)s has the order from Amazon; its sale order is made by itself "
            'within minutes. If you cannot wait, press "Import now".'
        ),
        "import_now",
    ),
    "waiting": Words(WARNING, _lt("Waiting: %(reason_label)s"), _REASON, "import_now"),
    "ignored_before_start": Words(
        WARNING, _lt("Before the start date"), _REASON, "import_now"
    ),
    "ignored_other_marketplace": Words(
        WARNING, _lt("Other marketplace"), _REASON, "import_now"
    ),
    "ignored_only_counted": Words(
        WARNING, _lt("FBA order, only counted"), _REASON, "import_now"
    ),
    "ignored_other_account": Words(
        SUCCESS, _lt("Imported by another account"), _REASON
    ),
    "ignored_by_user": Words(
        WARNING, _lt("Set aside by a user"), _REASON, "import_now"
    ),
    "ignored_cancelled": Words(INFO, _lt("Cancelled at Amazon"), _REASON),
    "cancelled_since": Words(
        INFO,
        _lt("Imported, then cancelled at Amazon"),
        _lt(
            "It was imported as %(sale_order)s through %(account)s. Amazon has "
            "cancelled the order since, and so is the sale order: do not ship it."
        ),
    ),
    "ignored_not_amazon": Words(INFO, _lt("Not sold on Amazon"), _REASON),
    "row_unreadable": Words(
        WARNING,
        _lt("A row of it could not be read"),
        _lt(
            "Line %(line)s of the report of %(account)s over %(start)s – %(end)s is "
            'this order, but could not be read: %(row_reason)s Press "Ask Again" to '
            "have Amazon make the report anew."
        ),
        "ask_again",
    ),
    "row_unreadable_again": Words(
        WARNING,
        _lt("A row of it could not be read, again and again"),
        _lt(
            "Amazon made the report anew, and line %(line)s, which is this order, "
            'cannot be read either: %(row_reason)s Press "Fetch This Order" to fetch '
            "it without a report."
        ),
        "fetch_order",
    ),
    "row_asked_again": Words(
        INFO,
        _lt("On its way"),
        _lt(
            "A row of this order could not be read. Amazon has been asked for the "
            "report again: the order comes by itself once it can be read."
        ),
    ),
    "not_amazon": Words(
        INFO,
        _lt("Not sold on Amazon"),
        _lt(
            "Amazon only ships this order for another shop: the sale belongs there, "
            "and no sale order is made of it here."
        ),
    ),
    "pending": Words(
        INFO,
        _lt("Pending at Amazon"),
        _lt(
            "It was placed on %(created)s, and Amazon has not confirmed the payment "
            "yet. It comes by itself once that is done; do not ship it before."
        ),
    ),
    "pending_availability": Words(
        INFO,
        _lt("Pre-ordered at Amazon"),
        _lt(
            "It was placed on %(created)s for something that is not on sale yet. It "
            "comes by itself once Amazon lets it go."
        ),
    ),
    "cancelled": Words(
        INFO,
        _lt("Cancelled at Amazon"),
        _lt(
            "It was placed on %(created)s and cancelled before it came here. Nothing "
            "is left to do."
        ),
    ),
    "unfulfillable": Words(
        WARNING,
        _lt("Amazon cannot ship it"),
        _lt(
            "It was placed on %(created)s, and Amazon says that it cannot be shipped. "
            "Look at it in Seller Central."
        ),
    ),
    "other_marketplace": Words(
        WARNING,
        _lt("Other marketplace"),
        _lt(
            "It was sold on %(marketplace)s, whose orders %(account)s does not fetch. "
            "Add this marketplace on the account: its orders then come by themselves."
        ),
        "open_account",
    ),
    "other_channel": Words(
        WARNING,
        _lt("Such orders are not fetched"),
        _lt(
            "This kind of order is not fetched by %(account)s: %(channel)s. Switch it "
            "on there: such orders then come by themselves."
        ),
        "open_account",
    ),
    "before_start": Words(
        WARNING,
        _lt("Before the start date"),
        _lt(
            "It was placed on %(created)s; %(account)s fetches the orders from "
            "%(start_date)s on. Fetch only this one, or set an earlier date on the "
            "account."
        ),
        "fetch_order",
    ),
    "fba_not_shipped": Words(
        INFO,
        _lt("Not shipped by Amazon yet"),
        _lt(
            "It was placed on %(created)s, and Amazon has not shipped it yet. FBA "
            "orders are listed in Amazon's report once they have left: it comes by "
            "itself then."
        ),
    ),
    "gap": Words(
        WARNING,
        _lt("Its period has not been fetched"),
        _lt(
            "It was placed on %(created)s. No report of %(account)s over %(start)s – "
            "%(end)s has been read to its end yet. This is made up for by itself; "
            'press "Fetch the Period" to do so now.'
        ),
        "fetch_period",
    ),
    "asked": Words(
        INFO,
        _lt("On its way"),
        _lt(
            "It was placed on %(created)s, and %(account)s is fetching this period "
            "just now. It comes by itself once Amazon has made the report."
        ),
    ),
    "recent": Words(
        INFO,
        _lt("Too new for the last report"),
        _lt(
            "At Amazon it changed on %(updated)s, after the last report was made. The "
            "next one brings it within the hour."
        ),
    ),
    "late": Words(
        INFO,
        _lt("Shipped, but not listed by Amazon yet"),
        _lt(
            "Amazon ships this order, and may list shipments in its report up to ten "
            "days late. It comes by itself then; if you cannot wait, fetch it on its "
            "own."
        ),
        "fetch_order",
    ),
    "unreachable": Words(
        WARNING,
        _lt("Too old for Amazon's reports"),
        _lt(
            "It was placed on %(created)s; Amazon's reports no longer reach back to "
            'its days. Press "Fetch This Order" to fetch it without a report.'
        ),
        "fetch_order",
    ),
    "no_report": Words(
        WARNING,
        _lt("No report names such orders"),
        _lt(
            "Amazon makes no order report for the region of %(account)s that could be "
            'read here. Press "Fetch This Order" to fetch it without a report.'
        ),
        "fetch_order",
    ),
    "not_stated": Words(
        WARNING,
        _lt("Left out of Amazon's reports"),
        _lt(
            "It was placed on %(created)s. The reports of %(account)s over that time "
            "were read to their end, but none of them names it. Press "
            '"Fetch This Order" to fetch it without a report.'
        ),
        "fetch_order",
    ),
    "unknown": Words(
        DANGER,
        _lt("Unknown to Amazon"),
        _lt(
            "Amazon knows no such order of %(asked)s. Compare the number with Seller "
            "Central; if it is right, the order belongs to a seller account that is "
            "not connected here."
        ),
    ),
    "unknown_so_far": Words(
        WARNING,
        _lt("Not found so far"),
        _lt(
            "Amazon knows no such order of %(asked)s. It may belong to one of the "
            "accounts that could not be asked:"
        ),
        "open_account",
    ),
    "not_asked": Words(
        WARNING,
        _lt("Amazon could not be asked"),
        _lt(
            "The order has not come here, and no account that may know it can be "
            "asked at present:"
        ),
        "open_account",
    ),
    "refused": Words(
        WARNING,
        _lt("Amazon refuses to look it up"),
        _lt("The order has not come here, and Amazon does not let us look it up:"),
        "open_account",
    ),
    "no_account": Words(
        WARNING,
        _lt("No seller account"),
        _lt(
            "The order has not come here, and there is no seller account that could "
            'be asked. Connect one under "Accounts".'
        ),
    ),
    "amazon_throttled": Words(
        WARNING,
        _lt("Amazon asks for patience"),
        _lt(
            "The order has not come here, and Amazon's limit of such questions is used "
            "up for now. Ask again on %(retry_at)s."
        ),
        "look_again",
    ),
    "amazon_unreachable": Words(
        WARNING,
        _lt("Amazon does not answer"),
        _lt(
            "The order has not come here, and Amazon did not answer, or answered with "
            "something unreadable. Ask again in a few minutes."
        ),
        "look_again",
    ),
}

NOT_FETCHABLE_YET = _lt(
    "It cannot be fetched on its own yet: Amazon states it only in part."
)
COMPANIES_LEFT_OUT = _lt(
    "The companies that you have not ticked at the top of the screen were left out."
)


def tell(env, code, values):
    """Return title and sentence of a finding in the language of ``env``.

    :param values: fills the gaps
    """
    words = WORDS[code]
    # pylint: disable=translation-not-lazy
    sentence = words.sentence
    if sentence is not _REASON:
        sentence = env._(sentence)
    return env._(words.title) % values, sentence % values
