# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people see beside fields: notifications, actions, counts and notes."""

from collections import Counter

from markupsafe import Markup


def reload():
    """Return the action that shows the records as they are now."""
    return {"type": "ir.actions.client", "tag": "soft_reload"}


def notification(message, kind="success"):
    """Return the action that tells something and shows the records as they are now.

    :param kind: ``success``, ``info``, ``warning`` or ``danger``; the last two stay
        until somebody closes them
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "sticky": kind in ("warning", "danger"),
            "message": message,
            "next": reload(),
        },
    }


def view_of(env, xml_id, domain):
    """Return a window's action for these records alone, without its own filters."""
    action = env["ir.actions.act_window"]._for_xml_id(xml_id)
    return dict(action, domain=domain, context={})


def form_of(record, **more):
    """Return the action that opens one record.

    :param more: of the action, such as ``target="new"`` for a dialog
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "view_mode": "form",
        "res_id": record.id,
        **more,
    }


def count_by(records, others, name, domain=()):
    """Return ``{record: number of others that name it}``.

    :param records: also those that a form is just editing
    :param others: an empty recordset of their model, in the environment to count in
    :param name: of the many2one
    """
    groups = others._read_group(
        [(name, "in", records.ids), *domain], [name], ["__count"]
    )
    counts = Counter(dict(groups))
    return {record: counts[record._origin] for record in records}


def titled_list(title, texts):
    """Return a note for the chatter: a title, and below it one line for each text."""
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("%s<ul>%s</ul>") % (title, items)
