"""script/proof [ORDERS]: many orders from all marketplaces come out as Amazon says.

The test of the same name with 10,000 orders, or as many as are named; see
tests/odoo/test_proof.py.
"""

import os

from . import test_command
from .steps import Refusal, main

ORDERS = "10000"
TEST = "tests/odoo/test_proof.py"


def command(arguments: list[str]) -> int:
    orders = arguments[0] if arguments else ORDERS
    if len(arguments) > 1 or not orders.isdecimal():
        raise Refusal("script/proof takes the number of orders and nothing else.")
    os.environ["AMAZON_CONNECTOR_PROOF"] = orders
    return test_command.command([TEST, "-q", "--durations=0"])


if __name__ == "__main__":
    main(command)
