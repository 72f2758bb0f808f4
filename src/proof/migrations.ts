/**
 * What is recorded of answers, and the rulebooks they were given under. A decision holds days and no time, and its rows
 * lie in the order of random references: nothing tells who asked, nor which was recorded before which.
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
  // Of those recorded before, what the doubt lay between is not known.
  `ALTER TABLE decision ADD COLUMN possible_tiers TEXT NOT NULL DEFAULT '[]';`,
  // Nor whether the situation rested on a declaration.
  `ALTER TABLE decision ADD COLUMN rests_on TEXT CHECK (rests_on IN ('data', 'declaration'));`,
];
