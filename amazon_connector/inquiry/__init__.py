# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why an order is not here: what a person typed, what was found, and in which words."""
