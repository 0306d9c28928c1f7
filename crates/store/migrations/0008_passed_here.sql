-- Claims that another region's hotline passed here and that are still on their way, or owe it the result (C8).
CREATE INDEX claim_passed_here ON claim (next_due_at_ms, id) WHERE channel = 'transfer' AND next_due_at_ms IS NOT NULL;
