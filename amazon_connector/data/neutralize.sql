-- A copied database must not talk to Amazon in the seller's name.
UPDATE amazon_seller_token
   SET refresh_token_sealed = NULL, state = 'replaced';
DELETE FROM amazon_seller_access;
UPDATE amazon_seller_key_set
   SET client_secret_sealed = NULL, previous_secret_sealed = NULL,
       previous_secret_until = NULL, secret_set_on = NULL, secret_valid_until = NULL,
       is_paused = false,
       refused_since = NULL, refused_code = NULL;
UPDATE amazon_seller_account
   SET connection_state = 'none', connection_code = NULL, connection_detail = NULL,
       is_paused = false, refused_since = NULL, refused_code = NULL;
DELETE FROM amazon_seller_report_part;
DELETE FROM amazon_seller_token_paste;
DELETE FROM amazon_seller_secret_rotation;
DELETE FROM amazon_seller_consent;
