-- The sales database: what payvand-sales keeps, as a PostgreSQL developer would lay it out.
CREATE TABLE customers (
    customer_id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at_ms bigint NOT NULL
);
-- The claim names kind, system and value; nobody else may claim the same.
CREATE TABLE identifiers (
    claim text PRIMARY KEY,
    customer_id uuid NOT NULL
);
CREATE TABLE products (
    product_id uuid PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    name text NOT NULL
);
CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    number text NOT NULL,
    customer_id uuid NOT NULL,
    business_key text UNIQUE,
    state smallint NOT NULL,
    lines json NOT NULL, -- read and written with the order only; json is cheaper to make than jsonb and nothing looks into it
    total_minor bigint NOT NULL,
    currency text NOT NULL,
    channel text,
    invoice_id uuid,
    placed_at_ms bigint NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at_ms DESC);
CREATE TABLE invoices (
    invoice_id uuid PRIMARY KEY,
    number text NOT NULL,
    order_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state smallint NOT NULL,
    total_minor bigint NOT NULL,
    paid_minor bigint NOT NULL,
    currency text NOT NULL,
    payment_id uuid,
    method text,
    issued_at_ms bigint NOT NULL,
    due_at_ms bigint NOT NULL,
    paid_at_ms bigint
);
CREATE INDEX invoices_by_customer ON invoices (customer_id, issued_at_ms DESC);
CREATE TABLE answers (
    actor text NOT NULL,
    request_id uuid NOT NULL,
    digest bigint NOT NULL,
    answer json NOT NULL,
    answered_at_ms bigint NOT NULL,
    PRIMARY KEY (request_id, actor)
);
-- A sequence alone would not do as the order of reading: a row with a lower number can be committed later. Transactions
-- below the snapshot's oldest are all over, so (transaction, number) up to there is complete and never changes.
CREATE TABLE outbox (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),
    type text NOT NULL,
    customer_id uuid NOT NULL,
    request_id uuid NOT NULL,
    at_ms bigint NOT NULL,
    payload json NOT NULL,
    PRIMARY KEY (xid, id)
);
CREATE SEQUENCE order_numbers CACHE 1;
CREATE SEQUENCE invoice_numbers CACHE 1;

-- Everything one sale does, in one round trip and one transaction. Ids of version 7 are made by the caller, so that rows
-- of one time are neighbours in every index.
CREATE FUNCTION record_sale(p_actor text, p_request_id uuid, p_digest bigint, p_at_ms bigint, p_claim text, p_name text,
                            p_business_key text, p_channel text, p_currency text, p_method text, p_skus text[],
                            p_quantities bigint[], p_prices bigint[], p_order_id uuid, p_invoice_id uuid,
                            p_payment_id uuid, OUT answer json, OUT xid xid8)
LANGUAGE plpgsql AS $$
DECLARE
    v_digest bigint;
    v_customer uuid;
    v_lines json;
    v_total bigint;
    v_order text;
    v_invoice text;
BEGIN
    SELECT a.digest, a.answer INTO v_digest, answer FROM answers a WHERE a.request_id = p_request_id AND a.actor = p_actor;
    IF FOUND THEN
        IF v_digest <> p_digest THEN
            RAISE EXCEPTION 'request-id-reused';
        END IF;
        RETURN;
    END IF;
    SELECT i.customer_id INTO v_customer FROM identifiers i WHERE i.claim = p_claim;
    IF NOT FOUND THEN
        v_customer := gen_random_uuid();
        INSERT INTO customers VALUES (v_customer, coalesce(p_name, ''), p_at_ms);
        INSERT INTO identifiers VALUES (p_claim, v_customer);
        INSERT INTO outbox (type, customer_id, request_id, at_ms, payload)
        VALUES ('CustomerIntroduced', v_customer, p_request_id, p_at_ms, json_build_object('customer_id', v_customer,
                'name', p_name, 'claim', p_claim));
    END IF;
    SELECT json_agg(json_build_object('line_id', l.at, 'product_id', p.product_id, 'product_name', p.name, 'sku', l.sku,
                     'quantity', l.quantity, 'unit_price_minor', l.price, 'amount_minor', l.quantity * l.price)
                     ORDER BY l.at), sum(l.quantity * l.price)
    INTO v_lines, v_total
    FROM unnest(p_skus, p_quantities, p_prices) WITH ORDINALITY AS l(sku, quantity, price, at)
    LEFT JOIN LATERAL (SELECT * FROM products WHERE products.sku = l.sku LIMIT 1) p ON true; -- by the index, line by line
    IF v_lines IS NULL OR v_total < 0 THEN
        RAISE EXCEPTION 'invalid-input';
    END IF;
    v_order := 'O-' || nextval('order_numbers');
    v_invoice := 'I-' || nextval('invoice_numbers');
    -- A second sale with the key fails on the unique index.
    INSERT INTO orders VALUES (p_order_id, v_order, v_customer, p_business_key, 2, v_lines, v_total, p_currency, p_channel,
                               p_invoice_id, p_at_ms);
    INSERT INTO invoices VALUES (p_invoice_id, v_invoice, p_order_id, v_customer, 2, v_total, v_total, p_currency,
                                 p_payment_id, p_method, p_at_ms, p_at_ms, p_at_ms);
    INSERT INTO outbox (type, customer_id, request_id, at_ms, payload) VALUES
        ('OrderPlaced', v_customer, p_request_id, p_at_ms, json_build_object('order_id', p_order_id, 'number', v_order,
         'customer_id', v_customer, 'business_key', p_business_key, 'lines', v_lines, 'total_minor', v_total, 'currency',
         p_currency, 'channel', p_channel, 'invoice_id', p_invoice_id)),
        ('InvoiceIssued', v_customer, p_request_id, p_at_ms, json_build_object('invoice_id', p_invoice_id, 'number',
         v_invoice, 'order_id', p_order_id, 'customer_id', v_customer, 'total_minor', v_total, 'currency', p_currency,
         'due_at_ms', p_at_ms)),
        ('InvoicePaid', v_customer, p_request_id, p_at_ms, json_build_object('invoice_id', p_invoice_id, 'number',
         v_invoice, 'order_id', p_order_id, 'customer_id', v_customer, 'lines', v_lines, 'total_minor', v_total,
         'currency', p_currency, 'payment_id', p_payment_id, 'method', p_method));
    answer := json_build_object('order_id', p_order_id, 'number', v_order, 'customer_id', v_customer, 'business_key',
                                 p_business_key, 'lines', v_lines, 'total_minor', v_total, 'currency', p_currency,
                                 'channel', p_channel, 'invoice_id', p_invoice_id, 'placed_at_ms', p_at_ms);
    INSERT INTO answers VALUES (p_actor, p_request_id, p_digest, answer, p_at_ms);
    xid := pg_current_xact_id();
END
$$;

-- Customers for the comparison, in the form the function would give them.
CREATE PROCEDURE introduce_customers(p_from bigint, p_to bigint) LANGUAGE sql AS $$
    WITH made AS MATERIALIZED (
        SELECT n, (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint + n / 4096), 12, '0') ||
                   '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || substr(md5(n::text), 1, 15))::uuid AS customer_id
        FROM generate_series(p_from, p_to - 1) n
    ), people AS (
        INSERT INTO customers SELECT customer_id, 'Customer ' || n, 0 FROM made
    )
    INSERT INTO identifiers SELECT '7|bench|C' || lpad(n::text, 8, '0'), customer_id FROM made;
$$;
