-- Claims that wait for a word from elsewhere or owe one, by what is due next (C8, C11, C15.3); as 9223372036854775807 where
-- nothing is due. Filled here as the program does: what runs on the claim says what it waits for, and a claim that was
-- passed here and handled again since its result was told owes the newer one.
ALTER TABLE claim ADD COLUMN elsewhere_due_at_ms BIGINT;
UPDATE claim SET elsewhere_due_at_ms = COALESCE(next_due_at_ms, 9223372036854775807) WHERE
    (stage = 'emergency' AND (kind IS NOT NULL OR id IN (SELECT root_id FROM clock WHERE kind = 'emergency_ack')))
    OR (stage = 'transferred' AND id IN (SELECT root_id FROM clock WHERE kind IN ('transfer_ack', 'transfer_feedback')))
    OR (stage IN ('refused', 'terminated') AND id IN (SELECT root_id FROM clock WHERE kind = 'objection_review'))
    OR (channel = 'transfer' AND id IN (SELECT root_id FROM clock WHERE kind = 'arrival_ack'))
    OR (channel = 'transfer'
        AND stage IN ('refused', 'answered', 'calling_back', 'checking', 'explaining', 'explained', 'terminated', 'archived')
        AND (id IN (SELECT root_id FROM clock WHERE kind = 'origin_feedback')
             OR (SELECT max(seq) FROM event WHERE root_id = claim.id AND body LIKE '{"type":"OriginFedBack"%')
                < (SELECT max(seq) FROM event WHERE root_id = claim.id AND (body LIKE '{"type":"FeedbackAccepted"%'
                   OR body LIKE '{"type":"RectificationReported"%' OR body LIKE '{"type":"AnsweredWithMaster"%'))));
DROP INDEX claim_passed_here;
DROP INDEX claim_passed_here_county;
CREATE INDEX claim_elsewhere ON claim (elsewhere_due_at_ms, id) WHERE elsewhere_due_at_ms IS NOT NULL;
CREATE INDEX claim_elsewhere_county ON claim (county, elsewhere_due_at_ms, id) WHERE elsewhere_due_at_ms IS NOT NULL;
