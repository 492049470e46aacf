# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
def migrate(cr, version):
    """Forget the choices of what is a plain word now.

    Odoo looks for what is to become of their records, finds that there are no choices
    any more, and breaks off the update.
    """
    cr.execute(
        """WITH gone AS (
                DELETE FROM ir_model_fields_selection
                 WHERE field_id IN (SELECT id FROM ir_model_fields
                                     WHERE model = 'amazon.seller.order.inquiry'
                                       AND name = 'severity')
             RETURNING id)
           DELETE FROM ir_model_data
            WHERE model = 'ir.model.fields.selection'
              AND res_id IN (SELECT id FROM gone)"""
    )
