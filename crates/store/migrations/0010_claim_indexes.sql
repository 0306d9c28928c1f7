-- Indexes of claims that no list goes by are dropped: each change of a claim had to move its entries in them. A county's
-- list of the newest goes by its own order now, and its queues and counts by the open ones alone.
DROP INDEX claim_person;
DROP INDEX claim_stage;
DROP INDEX claim_county;
CREATE INDEX claim_county ON claim (county, received_at_ms, id) WHERE county IS NOT NULL;
CREATE INDEX claim_county_queue ON claim (county, stage, next_due_at_ms, id) WHERE archived_at_ms IS NULL;
CREATE INDEX claim_passed_here_county ON claim (county, next_due_at_ms, id)
    WHERE channel = 'transfer' AND next_due_at_ms IS NOT NULL;
