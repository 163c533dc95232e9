-- What the application creates: the same tables as in/baseline.yaml, with constraints as a person writes them by hand.
CREATE TABLE ssl_provider (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(32) NOT NULL UNIQUE,
    url VARCHAR(255) NOT NULL UNIQUE,
    is_default BOOLEAN,
    CHECK (is_default IS NULL OR is_default == 1)
);
CREATE TABLE ssl_private_key (
    id INTEGER NOT NULL PRIMARY KEY,
    pem TEXT NOT NULL,
    pem_md5 CHAR(32) NOT NULL UNIQUE,
    created TIMESTAMP NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT true
);
CREATE TABLE ssl_user (
    id INTEGER NOT NULL PRIMARY KEY,
    ssl_provider_id INTEGER NOT NULL REFERENCES ssl_provider (id),
    contact VARCHAR(255) NOT NULL,
    terms VARCHAR(255),
    is_active BOOLEAN NOT NULL DEFAULT true,
    UNIQUE (ssl_provider_id, contact)
);
CREATE TABLE ssl_fqdn (
    id INTEGER NOT NULL PRIMARY KEY,
    fqdn VARCHAR(255) NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    UNIQUE (fqdn)
);
CREATE TABLE ssl_fqdn_set (
    id INTEGER NOT NULL PRIMARY KEY,
    fqdn_ids TEXT NOT NULL UNIQUE
);
CREATE TABLE ssl_fqdn_set_2_fqdn (
    ssl_fqdn_set_id INTEGER NOT NULL REFERENCES ssl_fqdn_set (id),
    ssl_fqdn_id INTEGER NOT NULL REFERENCES ssl_fqdn (id),
    PRIMARY KEY (ssl_fqdn_set_id, ssl_fqdn_id)
);
CREATE TABLE ssl_order (
    id INTEGER NOT NULL PRIMARY KEY,
    ssl_user_id INTEGER NOT NULL REFERENCES ssl_user (id),
    ssl_fqdn_set_id INTEGER NOT NULL REFERENCES ssl_fqdn_set (id),
    ssl_private_key_id INTEGER NOT NULL REFERENCES ssl_private_key (id),
    created TIMESTAMP NOT NULL,
    is_renewal BOOLEAN
);
CREATE INDEX ix_order_user ON ssl_order (ssl_user_id);
CREATE TABLE ssl_cert (
    id INTEGER NOT NULL PRIMARY KEY,
    ssl_order_id INTEGER NOT NULL REFERENCES ssl_order (id),
    renews_id INTEGER REFERENCES ssl_cert (id),
    pem TEXT NOT NULL,
    valid_until TIMESTAMP NOT NULL,
    is_revoked BOOLEAN
);
CREATE INDEX ix_cert_order ON ssl_cert (ssl_order_id);
CREATE TABLE ssl_event (
    id INTEGER NOT NULL PRIMARY KEY,
    kind_id INTEGER NOT NULL,
    payload TEXT NOT NULL DEFAULT '{}',
    ssl_user_id INTEGER REFERENCES ssl_user (id),
    ssl_fqdn_id INTEGER REFERENCES ssl_fqdn (id),
    ssl_fqdn_set_id INTEGER REFERENCES ssl_fqdn_set (id),
    ssl_private_key_id INTEGER REFERENCES ssl_private_key (id),
    ssl_order_id INTEGER REFERENCES ssl_order (id),
    ssl_cert_id INTEGER REFERENCES ssl_cert (id),
    CHECK ((CASE WHEN ssl_user_id IS NOT NULL THEN 1 ELSE 0 END
        + CASE WHEN ssl_fqdn_id IS NOT NULL THEN 1 ELSE 0 END
        + CASE WHEN ssl_fqdn_set_id IS NOT NULL THEN 1 ELSE 0 END
        + CASE WHEN ssl_private_key_id IS NOT NULL THEN 1 ELSE 0 END
        + CASE WHEN ssl_order_id IS NOT NULL THEN 1 ELSE 0 END
        + CASE WHEN ssl_cert_id IS NOT NULL THEN 1 ELSE 0 END) == 1)
);
