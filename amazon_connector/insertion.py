# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Inserting many records of which another worker may insert the same."""

from odoo.tools import SQL


def insert_new(model, vals_list, identity):
    """Insert records that were not found; the database refuses doubles.

    ``ON CONFLICT DO NOTHING`` fails with a serialisation error when another transaction
    was faster: unlike ``create`` this tells the caller to try again.

    :param model: an empty recordset of a model, in the environment to insert in
    :param vals_list: dicts with the same keys, all stored columns of the model; nothing
        is computed
    :param identity: names of the columns of the UNIQUE constraint; none for any
    :return: the new records
    :raise psycopg2.errors.SerializationFailure: roll back and try again
    """
    if not vals_list:
        return model
    now, uid = model.env.cr.now(), model.env.uid
    stamps = {
        "create_uid": uid,
        "create_date": now,
        "write_uid": uid,
        "write_date": now,
    }
    rows = [
        SQL("(%s)", SQL(", ").join(_column_values(model, vals | stamps)))
        for vals in vals_list
    ]
    model.env.flush_all()
    model.env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) VALUES %s ON CONFLICT %s DO NOTHING RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, [*vals_list[0], *stamps])),
            SQL(", ").join(rows),
            SQL("(%s)", SQL(", ").join(map(SQL.identifier, identity)))
            if identity
            else SQL(),
        ),
        log_exceptions=False,  # The statement may hold what people may not read.
    )
    return model.browse([id_ for (id_,) in model.env.cr.fetchall()])


def _column_values(model, vals):
    """Yield the values as the database stores them."""
    for name, value in vals.items():
        field = model._fields[name]
        yield SQL("%s", field.convert_to_column_insert(value, model, vals))
