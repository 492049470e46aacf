# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    amazon_seller_connection_test,
    amazon_seller_key_set_switch,
    amazon_seller_order_inquiry,
    amazon_seller_report_preview,
    amazon_seller_report_request,
    amazon_seller_report_schedule_request,
    amazon_seller_report_request_line,
    amazon_seller_report_upload,
    amazon_seller_secret_rotation,
    amazon_seller_tax_setup,
    amazon_seller_token_paste,
    sale_advance_payment_inv,
)
