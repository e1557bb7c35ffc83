-- Accounts, devices, sign-ins, licences and the count of conversions.
-- The same tables as in the other folder; only the clock differs.

CREATE TABLE account (
    id                TEXT PRIMARY KEY,
    email             TEXT NOT NULL UNIQUE,
    password_hash     TEXT NOT NULL,
    name              TEXT,
    language          TEXT NOT NULL,
    role              TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    email_verified_ms BIGINT,
    created_ms        BIGINT NOT NULL,
    deleted_ms        BIGINT,
    -- Grows with every change; changing it first makes two changes of one account wait for each other.
    version           BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE subscription (
    account_id      TEXT PRIMARY KEY REFERENCES account (id),
    plan            TEXT NOT NULL CHECK (plan IN ('basic', 'pro')),
    status          TEXT NOT NULL CHECK (status IN ('active', 'past_due', 'canceled', 'expired', 'suspended')),
    paid_through_ms BIGINT NOT NULL,
    auto_renew      BOOLEAN NOT NULL,
    updated_ms      BIGINT NOT NULL
);

CREATE TABLE device (
    id             TEXT PRIMARY KEY,
    account_id     TEXT NOT NULL REFERENCES account (id),
    -- Keyed hash of the hardware id: the id itself is not kept.
    hardware_hash  TEXT NOT NULL,
    -- The hashed components that go into entitlements, as JSON.
    hardware       TEXT NOT NULL,
    name           TEXT NOT NULL,
    platform       TEXT NOT NULL,
    store          TEXT NOT NULL CHECK (store IN ('keyring', 'file')),
    client_version TEXT NOT NULL,
    created_ms     BIGINT NOT NULL,
    last_seen_ms   BIGINT NOT NULL,
    released_ms    BIGINT,
    released_by    TEXT CHECK (released_by IN ('owner', 'logout', 'idle', 'operator', 'account')),
    -- The highest number of a usage item seen, and the least number of the next entitlement.
    acked_seq      BIGINT NOT NULL DEFAULT 0,
    seq_floor      BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX device_of_hardware ON device (account_id, hardware_hash) WHERE released_ms IS NULL;
CREATE INDEX device_of_account ON device (account_id);

-- One sign-in: a family of refresh tokens, of which number `head` is the newest given out.
CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    device_id  TEXT NOT NULL REFERENCES device (id),
    head       BIGINT NOT NULL,
    -- SHA-256 of the newest token.
    head_hash  TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms    BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    ended_ms   BIGINT,
    ended_why  TEXT CHECK (ended_why IN
                   ('signed_out', 'replaced', 'password_changed', 'reused', 'device_removed', 'account_deleted'))
);
CREATE INDEX session_of_device ON session (device_id);
CREATE INDEX session_of_account ON session (account_id);

CREATE TABLE usage_day (
    account_id TEXT NOT NULL REFERENCES account (id),
    day        BIGINT NOT NULL,
    used       BIGINT NOT NULL,
    PRIMARY KEY (account_id, day)
);

-- What was counted already: the same number of a device counts once.
CREATE TABLE usage_item (
    device_id TEXT NOT NULL REFERENCES device (id),
    seq       BIGINT NOT NULL,
    day       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (device_id, seq)
);

-- Links in mails: only their SHA-256.
CREATE TABLE link (
    hash       TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind       TEXT NOT NULL CHECK (kind IN ('verify', 'reset')),
    expires_ms BIGINT NOT NULL
);
CREATE INDEX link_of_account ON link (account_id, kind);

-- Failed sign-ins by keyed hash of the address typed, or of the network address.
CREATE TABLE throttle (
    key              TEXT PRIMARY KEY,
    failures         BIGINT NOT NULL,
    last_ms          BIGINT NOT NULL,
    blocked_until_ms BIGINT NOT NULL
);

-- Work to do later, at least once each. The id keeps the same work from being ordered twice.
CREATE TABLE job (
    id             TEXT PRIMARY KEY,
    kind           TEXT NOT NULL,
    payload        TEXT NOT NULL,
    run_at_ms      BIGINT NOT NULL,
    attempts       BIGINT NOT NULL DEFAULT 0,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    lease_owner    TEXT NOT NULL DEFAULT '',
    done_ms        BIGINT,
    last_error     TEXT
);
CREATE INDEX job_due ON job (run_at_ms) WHERE done_ms IS NULL;

-- The database's own clock, so that several instances number entitlements by one clock.
CREATE VIEW server_clock AS SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now_ms;
