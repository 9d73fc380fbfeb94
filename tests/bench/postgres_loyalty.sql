-- The consumer's database: members, postings, lots and days that count for the tier, and how far it has read.
CREATE TABLE members (
    customer_id uuid PRIMARY KEY,
    points bigint NOT NULL,
    earned_points bigint NOT NULL,
    enrolled_at_ms bigint NOT NULL
);
CREATE TABLE postings (
    posting_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    kind smallint NOT NULL,
    business_key text NOT NULL,
    points bigint NOT NULL,
    at_ms bigint NOT NULL,
    UNIQUE (kind, business_key)
);
CREATE INDEX postings_by_customer ON postings (customer_id, at_ms DESC);
CREATE TABLE lots (
    customer_id uuid NOT NULL,
    expires_at_ms bigint NOT NULL,
    lot_id uuid NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (customer_id, expires_at_ms, lot_id)
);
CREATE TABLE qualifications (
    customer_id uuid NOT NULL,
    day bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (customer_id, day)
);
CREATE TABLE position (xid xid8 NOT NULL, id bigint NOT NULL);
INSERT INTO position VALUES ('0', 0);

-- A whole batch in one statement each: points are a hundredth of what was paid.
CREATE FUNCTION apply_events(p_paid jsonb, p_xid xid8, p_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_paid IS NOT NULL THEN
        WITH paid AS MATERIALIZED (
            SELECT * FROM jsonb_to_recordset(p_paid) AS p(invoice uuid, customer uuid, amount bigint, at_ms bigint)
        ), posted AS (
            INSERT INTO postings SELECT invoice, customer, 1, invoice::text, amount / 100, at_ms FROM paid
        ), lotted AS (
            INSERT INTO lots SELECT customer, at_ms + 31536000000, invoice, amount / 100 FROM paid
        ), qualified AS (
            INSERT INTO qualifications AS q
            SELECT customer, at_ms / 86400000, sum(amount) FROM paid GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (customer_id, day) DO UPDATE SET amount = q.amount + excluded.amount
        )
        INSERT INTO members AS m
        SELECT customer, sum(amount / 100), sum(amount / 100), min(at_ms) FROM paid GROUP BY 1 ORDER BY 1
        ON CONFLICT (customer_id) DO UPDATE
        SET points = m.points + excluded.points, earned_points = m.earned_points + excluded.points;
    END IF;
    UPDATE position SET xid = p_xid, id = p_id;
END
$$;
