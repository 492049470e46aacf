"""What the commands in script/ share: Odoo, its environment, databases, browser."""
