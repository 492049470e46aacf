"""Amazon's identifiers, each given out once."""

from random import Random

_LETTERS = "BCDFGHJKLMNPQRSTVWXYZbcdfghjkmnpqrstvwxyz0123456789"
_ORDER_PREFIXES = {
    "eu": ("302", "303", "305", "028", "171", "403"),
    "na": ("111", "113"),
}


class Ids:
    def __init__(self, rng: Random):
        self._rng = rng
        self._given: set[str] = set()

    def order(self, region: str) -> str:
        """``302-1234567-1234567``."""
        return self._once(
            lambda: self._order(self._rng.choice(_ORDER_PREFIXES[region]))
        )

    def multi_channel_order(self) -> str:
        """``S02-1234567-1234567``: Amazon ships, another shop sold."""
        return self._once(lambda: self._order("S02"))

    def order_item(self) -> str:
        """Fourteen digits, text: every tenth begins with a nought."""

        def make():
            first = "0" if self._rng.random() < 0.1 else self._rng.choice("123456789")
            return first + self._digits(13)

        return self._once(make)

    def shipment(self) -> str:
        return self._once(lambda: "D" + "".join(self._rng.choices(_LETTERS, k=8)))

    def tracking(self) -> str:
        return self._once(lambda: self._digits(14))

    def _order(self, prefix: str) -> str:
        return f"{prefix}-{self._digits(7)}-{self._digits(7)}"

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def _once(self, make) -> str:
        while (given := make()) in self._given:
            pass
        self._given.add(given)
        return given
