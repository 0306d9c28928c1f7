-- The review queue holds whatever waits for the agency, also what shields the unit from nothing (C23.2, C26.2).
DROP INDEX work_order_review;
CREATE INDEX work_order_review ON work_order (agency, review_due_at_ms, root_id, id) WHERE review_due_at_ms IS NOT NULL;
