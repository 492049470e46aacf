# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a file writes amounts: "1234.56", "1.234,56", "(55.00)".

Nobody can tell what a lone "1,234" is.  So no amount is read by itself: all amounts of
a file are looked at first, and what they leave open is refused.
"""

import re
from dataclasses import dataclass

from . import values, written_dates
from .values import BadValue

_BLANKS = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"), " ")
_MINUS = {0x2212: "-"}
_SIGNS = "+-() "
_PLAIN = re.compile(r"[0-9]+([.,])([0-9]+)")
_MAYBE_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*((?!\1)[.,][0-9]+)?"
)


@dataclass(frozen=True, slots=True)
class Notation:
    """
    :ivar decimal: "." or ","; "" where the file leaves it open
    :ivar is_grouped: it was seen that the other one stands between thousands
    :ivar is_day_first: whether 03/04/2026 is in April; None where the file leaves it
        open
    """

    decimal: str = "."
    is_grouped: bool = False
    is_day_first: bool | None = None

    def amount(self, text):
        """Money, or None for a blank.

        :raise BadValue: no amount, or one that may be two
        """
        if not text:
            return None
        if not text.isascii():
            text = text.translate(_MINUS)
        if text[0] == "(" and text[-1] == ")":
            text = f"-{text[1:-1].strip()}"
        if self.decimal != "." or self.is_grouped:
            text = self._with_point(text)
        return values.amount(text)

    def moment(self, text):
        """A time as aware UTC; None for a blank.

        :raise BadValue: no date, or one that may be two
        """
        return written_dates.moment(text, self.is_day_first)

    def _with_point(self, text):
        sign = text[:1] if text[:1] in ("+", "-") else ""
        digits = text[len(sign) :].translate(_BLANKS).strip()
        if not self.decimal and _MAYBE_GROUPED.fullmatch(digits):
            raise BadValue("ambiguous_number")
        match = _GROUPED.fullmatch(digits)
        if match and self._is_between_thousands(match[1]):
            digits = digits.replace(match[1], "")
        elif match and match[1] != self.decimal:
            raise BadValue("ambiguous_number")
        if self.decimal == ",":
            if "." in digits:
                raise BadValue("bad_number")
            digits = digits.replace(",", ".")
        return sign + digits

    def _is_between_thousands(self, separator):
        if separator == " ":
            return True
        return self.is_grouped and separator != self.decimal


class NotationWatch:
    """Looks at the amounts of a file and tells how they are written.

    :ivar has_point: amounts with a decimal point were seen
    """

    def __init__(self):
        self.has_point = False
        self._has_comma = self._is_grouped = False
        self._open = set()  # separators of "1.234" and "1,234"

    def look(self, text):
        """:param text: an amount with a point or a comma; others tell nothing"""
        text = text.translate(_BLANKS).translate(_MINUS).strip(_SIGNS)
        if _MAYBE_GROUPED.fullmatch(text):
            self._open.add("," if "," in text else ".")
        elif match := _PLAIN.fullmatch(text):
            self._see(match[1])
        elif match := _GROUPED.fullmatch(text):
            self._look_at_groups(*match.groups())

    def _look_at_groups(self, separator, fraction):
        if fraction:
            self._see(fraction[0])
        elif separator != " ":
            self._see("." if separator == "," else ",")
        self._is_grouped = self._is_grouped or separator != " "

    def _see(self, decimal):
        if decimal == ".":
            self.has_point = True
        else:
            self._has_comma = True

    def notation(self, is_amazons):
        """
        :param is_amazons: in the form of Amazon's own files, whose amounts have points
            unless something is there that says otherwise
        """
        if self.has_point and self._has_comma:
            return Notation()  # neither can be trusted; a point is Amazon's own
        if self.has_point or self._has_comma:
            return Notation("." if self.has_point else ",", self._is_grouped)
        if "," in self._open or (self._open and not is_amazons):
            return Notation("")
        return Notation()
