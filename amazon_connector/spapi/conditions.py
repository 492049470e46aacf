# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What state an article is in, of which Amazon's reports write each in its own way."""

from types import MappingProxyType

UNKNOWN = "other"

# The numbers are those of listings, the words those of FBA reports.
# https://developer-docs.amazon.com/sp-api/docs/feed-type-values
_BY_NUMBER = MappingProxyType(
    {
        "1": "used_like_new",
        "2": "used_very_good",
        "3": "used_good",
        "4": "used_acceptable",
        "5": "collectible_like_new",
        "6": "collectible_very_good",
        "7": "collectible_good",
        "8": "collectible_acceptable",
        "10": "refurbished",
        "11": "new",
    }
)
CONDITIONS = tuple(_BY_NUMBER.values())
_BY_WORD = MappingProxyType(
    {condition.replace("_", ""): condition for condition in CONDITIONS}
)


def condition_of(text):
    """One of :data:`CONDITIONS` for "11", "New", "NewItem" or "Used; Like New".

    :return: :data:`UNKNOWN` for any other text, and for none
    """
    text = (text or "").strip()
    word = "".join(filter(str.isalpha, text.lower())).removesuffix("item")
    return _BY_NUMBER.get(text) or _BY_WORD.get(word) or UNKNOWN
