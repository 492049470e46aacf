# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Confirming a batch of new orders without asking the same thing order by order.

Odoo confirms many orders in one call, but inside that call it searches, numbers,
posts and looks for replenishment once per order; each of these searches also flushes
what is pending.  A :class:`FastPath` in the context lets a handful of overrides do
the same for the whole batch at once.  The outcome is the one Odoo gives: the tests
compare every column.  Where another module has its own say in one of these steps, the
step is left to Odoo.
"""

from collections import defaultdict

CONTEXT_KEY = "amazon_seller_fast_path"

# step -> (model, method, modules that may define the method without changing what
# the step relies on)
_STEPS = {
    "references": [
        ("sale.order.line", "_prepare_reference_vals", {"sale_stock"}),
    ],
    "rules": [
        ("stock.rule", "_search_rule_for_warehouses", {"stock"}),
    ],
    "analytic": [
        ("account.analytic.distribution.model", "_get_distribution", {"analytic"}),
    ],
    "pickings": [
        ("stock.move", "_action_confirm", {"stock"}),
        ("stock.move", "_assign_picking", {"stock"}),
        ("stock.move", "_search_picking_for_assignation", {"stock"}),
        ("stock.move", "_key_assign_picking", {"stock", "stock_delivery"}),
    ],
    "messages": [
        (
            "stock.picking",
            "message_post_with_source",
            {"mail", "mass_mailing"},
        ),
    ],
    "reservation": [
        ("stock.move", "_action_assign", {"stock"}),
        ("stock.move", "_prepare_move_line_vals", {"stock"}),
        ("stock.move", "_should_bypass_reservation", {"stock"}),
        ("stock.move", "_update_reserved_quantity", {"stock"}),
        ("stock.move", "_update_reserved_quantity_vals", {"stock"}),
        ("stock.move.line", "create", {"stock", "stock_account"}),
        ("stock.quant", "_gather", {"stock"}),
        ("stock.quant", "_get_available_quantity", {"stock"}),
        ("stock.quant", "_get_gather_domain", {"stock"}),
        ("stock.quant", "_get_reserve_quantity", {"stock"}),
        ("stock.quant", "_update_available_quantity", {"stock"}),
        ("stock.quant", "_update_reserved_quantity", {"stock"}),
    ],
    "scheduler": [
        ("stock.picking", "action_confirm", {"stock", "stock_picking_batch"}),
        ("stock.move", "_trigger_scheduler", {"stock"}),
    ],
}


def overriding_modules(records, method):
    """Return the names of the modules whose classes define ``method``."""
    return {
        cls.__module__.split(".")[2]
        for cls in type(records).mro()
        if method in vars(cls) and cls.__module__.startswith("odoo.addons.")
    }


def safe_steps(env):
    """Return the steps that no unknown module has changed.

    The system parameter ``amazon_connector.slow_steps`` names, separated by blanks,
    steps that are to be left to Odoo all the same.
    """
    parameters = env["ir.config_parameter"].sudo()
    slow = parameters.get_param("amazon_connector.slow_steps", "").split()
    return {
        step
        for step, methods in _STEPS.items()
        if step not in slow
        and all(
            overriding_modules(env[model], method) <= known | {"amazon_connector"}
            for model, method, known in methods
        )
    }


def of(env):
    """Return the fast path of an environment, ``None`` outside of one."""
    return env.context.get(CONTEXT_KEY)


def reservation(env):
    """Return the reservation going on in an environment, ``None`` if there is none."""
    path = of(env)
    return path and path.reservation


def with_defaults(model, vals_list):
    """Return the values of new records with Odoo's defaults for all that is left out.

    Odoo asks for them record by record, and some of them are searched for.
    """
    if not vals_list:
        return []
    given = vals_list[0]
    whole = model._add_missing_default_values(given)
    defaults = {name: whole[name] for name in whole.keys() - given.keys()}
    return [defaults | vals for vals in vals_list]


class FastPath:
    """What the overrides share while one batch of new orders is confirmed.

    :param env: the environment of the import, without a fast path
    """

    def __init__(self, env):
        self.steps = safe_steps(env)
        self.order_ids = set()
        self.rules = {}
        self.assigned = set()
        self.has_analytic_models = None
        self.reservation = None
        self._notes = []
        self._pickings = []

    def does(self, step, orders):
        """Whether ``step`` is done for all of these (new) sale orders at once."""
        return step in self.steps and self.order_ids.issuperset(orders._ids)

    # === WHAT IS PUT OFF TO THE END === #

    def note_origin(self, picking, origin):
        """Remember the note that names the sale order on its delivery."""
        self._notes.append((picking, origin))

    def confirm_later(self, pickings):
        """Remember deliveries whose replenishment has to be looked at."""
        self._pickings.append(pickings)

    def finish(self):
        """Do for all what was put off."""
        notes, self._notes = self._notes, []
        self._post_notes(notes)
        pickings, self._pickings = self._pickings, []
        self._run_scheduler(pickings)

    @staticmethod
    def _post_notes(notes):
        """Post "created from" notes with one insert."""
        if not notes:
            return
        Picking = notes[0][0].browse()
        view = Picking.env.ref("mail.message_origin_link")
        render = Picking.env["mail.render.mixin"]._render_template_qweb_view
        bodies = {}
        for picking, origin in notes:
            context = {"self": picking, "origin": origin}
            bodies |= render(view, picking._name, picking.ids, add_context=context)
        Picking.concat(*(picking for picking, _origin in notes))._message_log_batch(
            bodies
        )

    @staticmethod
    def _run_scheduler(pickings):
        """Run the scheduler for deliveries with products that have reordering rules.

        The others would only be searched for in vain, move by move.
        """
        if not pickings:
            return
        every = pickings[0].concat(*pickings)
        every._check_company()
        replenished = (
            every.env["stock.warehouse.orderpoint"]
            .search(
                [
                    ("product_id", "in", every.move_ids.product_id.ids),
                    ("trigger", "=", "auto"),
                ]
            )
            .product_id
        )
        if not replenished:
            return
        for several in pickings:
            moves = several.move_ids.filtered(
                lambda move: move.state not in ("draft", "cancel", "done")
            )
            if moves.product_id & replenished:
                moves._trigger_scheduler()


def group_by(records, key):
    """Return lists of records with equal keys, in order of their first."""
    groups = defaultdict(records.browse)
    for record in records:
        groups[key(record)] |= record
    return groups
