-- The audit administrator reads the look log by time.
CREATE INDEX look_at ON look (at_ms, root_id, seq);
