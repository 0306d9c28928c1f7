-- Numbers, nodes, settings, and the documents that are law or local, each version with its day of effect.

CREATE TABLE number_block (
    region TEXT NOT NULL,
    day TEXT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (region, day)
);

CREATE TABLE node_lease (
    node BIGINT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    lease_until_ms BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE document (
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    body TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    imported_at_ms BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    PRIMARY KEY (kind, version)
);
