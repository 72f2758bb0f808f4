/**
 * Tables of recorded answers, and of the rulebooks that gave them. A decision holds days but no time, and its rows are
 * ordered by random references: neither the person nor the order of the records can be derived.
 */
export const migrations = [
  `
  CREATE TABLE rulebook (
    version TEXT PRIMARY KEY,
    loaded_on TEXT NOT NULL,
    files TEXT NOT NULL
  );
  CREATE TRIGGER no_UPDATE_of_rulebook BEFORE UPDATE ON rulebook BEGIN SELECT RAISE (ABORT, 'rulebook is append-only'); END;
  CREATE TRIGGER no_DELETE_of_rulebook BEFORE DELETE ON rulebook BEGIN SELECT RAISE (ABORT, 'rulebook is append-only'); END;
  CREATE TABLE decision (
    reference TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('eligibility', 'adulte-relais', 'address-eligibility')),
    recorded_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    date TEXT NOT NULL,
    generation TEXT,
    tier TEXT NOT NULL,
    certainty TEXT NOT NULL,
    zones TEXT NOT NULL,
    verdicts TEXT NOT NULL,
    data_version TEXT NOT NULL REFERENCES version (id),
    rules_version TEXT NOT NULL REFERENCES rulebook (version),
    secret_hash BLOB NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX decision_expiry ON decision (expires_on);
  `,
  // Older records do not have the possible tiers.
  `ALTER TABLE decision ADD COLUMN possible_tiers TEXT NOT NULL DEFAULT '[]';`,
  // Older records do not have the basis of the situation either.
  `ALTER TABLE decision ADD COLUMN rests_on TEXT CHECK (rests_on IN ('data', 'declaration'));`,
  // Requests that may be sent twice (request-key.ts). A record that is erased takes its row with it.
  `
  CREATE TABLE request_key (
    key_hash BLOB PRIMARY KEY,
    question_mark BLOB NOT NULL,
    sealed_secret BLOB NOT NULL,
    reference TEXT NOT NULL REFERENCES decision (reference) ON DELETE CASCADE,
    expires_on TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX request_key_reference ON request_key (reference);
  CREATE INDEX request_key_expiry ON request_key (expires_on);
  `,
];
