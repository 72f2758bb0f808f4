import { type Rulebook, type RuleFiles, rulebookFrom } from '../rules/load-rulebook.ts';
import type { Database } from '../store/open.ts';

/**
 * Archive of every rulebook that has answered here: each start stores the texts of its own, and none is changed or
 * erased.
 */
export class Rulebooks {
  readonly #database: Database;
  readonly #check: (rulebook: Rulebook) => void;
  readonly #loaded = new Map<string, Rulebook>();

  /** `check` throws for a rulebook that needs more than today's situations contain. */
  constructor(database: Database, check: (rulebook: Rulebook) => void = () => {}) {
    this.#database = database;
    this.#check = check;
  }

  /** Stores the texts of the current rulebook; `day` is today. */
  keep(rulebook: Rulebook, files: RuleFiles, day: string): void {
    this.#loaded.set(rulebook.rulesVersion, rulebook);
    // Read first: a start with a stored rulebook needs no lock.
    if (this.has(rulebook.rulesVersion)) return;
    this.#database
      .prepare('INSERT OR IGNORE INTO rulebook (version, loaded_on, files) VALUES (?, ?, ?)')
      .run(rulebook.rulesVersion, day, JSON.stringify(files));
  }

  has(version: string): boolean {
    return this.#database.prepare('SELECT 1 FROM rulebook WHERE version = ?').get(version) !== undefined;
  }

  /** Returns the rulebook of that version; null when it never answered here. Throws when it can no longer be parsed. */
  of(version: string): Rulebook | null {
    const known = this.#loaded.get(version);
    if (known) return known;
    const files = this.#database.prepare('SELECT files FROM rulebook WHERE version = ?').pluck().get(version);
    if (files === undefined) return null;
    const rulebook = rulebookFrom(JSON.parse(files as string) as RuleFiles, version);
    if (rulebook.rulesVersion !== version) {
      throw new Error(`les règles ${version} sont abîmées : leur somme de contrôle ne correspond pas`);
    }
    this.#check(rulebook);
    this.#loaded.set(version, rulebook);
    return rulebook;
  }
}
