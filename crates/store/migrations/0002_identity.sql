-- The identity vault: the only place of names, numbers and homes. *_enc are sealed, *_index are blind indexes.

CREATE TABLE person (
    id BIGINT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    phone_label TEXT NOT NULL,
    name_enc BYTEA,
    phone_enc BYTEA,
    home_enc BYTEA,
    document_enc BYTEA,
    name_index BYTEA,
    phone_index BYTEA,
    document_index BYTEA,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX person_phone ON person (phone_index, id) WHERE phone_index IS NOT NULL;
CREATE INDEX person_name ON person (name_index, id) WHERE name_index IS NOT NULL;
CREATE INDEX person_document ON person (document_index, id) WHERE document_index IS NOT NULL;

-- Data keys, wrapped by the master key of the key file. id: the month as yyyymm; 0 is the key of the blind indexes.
CREATE TABLE data_key (
    id BIGINT NOT NULL PRIMARY KEY,
    wrapped BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- Who looked at an identity, and why: a hash chain for each root, like event.
CREATE TABLE look (
    root_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    unit TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_addr TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (root_id, seq)
);
CREATE INDEX look_actor ON look (actor, at_ms);
