import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { todayInParis } from '../french/day.ts';
import type { Database } from '../store/open.ts';
import type { Verdict } from '../verdict.ts';
import type { Outcome } from './outcome.ts';
import type { Proof, ProofZone } from './proof.ts';
import { newReference } from './reference.ts';
import type { RequestKey } from './request-key.ts';

/** A recorded answer: without address, point, facts or their hashes, and without a time of day. */
export interface Decision {
  readonly reference: string;
  readonly kind: Proof['question']['kind'];
  /** `YYYY-MM-DD` */
  readonly recordedOn: string;
  /** Day on which it is erased. */
  readonly expiresOn: string;
  /** Date of the question. */
  readonly date: string;
  readonly generation: string | null;
  readonly tier: string;
  readonly certainty: 'firm' | 'review';
  /** Possible tiers; empty where that was not recorded. */
  readonly possibleTiers: readonly string[];
  /** Basis of the situation; null where that was not recorded. */
  readonly restsOn: 'data' | 'declaration' | null;
  /** Without distances, which would help to find a home. */
  readonly zones: readonly Pick<ProofZone, 'id' | 'kind' | 'name' | 'relation'>[];
  readonly verdicts: readonly RecordedVerdict[];
  readonly dataVersion: string;
  readonly rulesVersion: string;
}

export type RecordedVerdict = Pick<Verdict, 'scheme' | 'verdict' | 'certainty' | 'alternatives' | 'amount'>;

/** Receipt for the person who recorded it; the secret is stored nowhere else. */
export interface Receipt {
  readonly reference: string;
  readonly secret: string;
  readonly recordedOn: string;
  readonly expiresOn: string;
}

/** The parts of an outcome that a decision keeps. */
export function recordedOf({ answer, dataVersion, rulesVersion }: Outcome) {
  const { date, generation, tier, certainty, possibleTiers = [] } = answer;
  const isDeclared = answer.reasons.some(({ code }) => code === 'stated-side');
  return {
    ...{ date, generation, tier, certainty, possibleTiers },
    restsOn: isDeclared ? ('declaration' as const) : ('data' as const),
    zones: answer.zones.map(({ id, kind, name, relation }) => ({ id, kind, name, relation })),
    verdicts: answer.verdicts.map(
      ({ scheme, verdict, certainty, alternatives, amount }): RecordedVerdict => ({
        ...{ scheme, verdict, certainty, alternatives, amount },
      }),
    ),
    ...{ dataVersion, rulesVersion },
  };
}

/** The recorded answers, each until the day it expires. */
export class Decisions {
  readonly #database: Database;
  readonly #retentionDays: number;
  readonly #today: () => string;

  constructor(database: Database, retentionDays: number, today: () => string = todayInParis) {
    this.#database = database;
    this.#retentionDays = retentionDays;
    this.#today = today;
    // Erased data is overwritten: free pages of the file contain none of it.
    database.pragma('secure_delete = ON');
  }

  /** Records the outcome of a question. Throws a DecisionsBusy when the database is locked for too long. */
  record(kind: Decision['kind'], outcome: Outcome): Promise<Receipt> {
    return this.#write(() => this.#insert(kind, outcome).receipt);
  }

  /**
   * Records the outcome of a request with a key. Returns null, and records nothing, when a request with the same key
   * was recorded: `recordedWith` has its receipt. Throws a DecisionsBusy as `record` does.
   */
  recordOnce(kind: Decision['kind'], outcome: Outcome, key: RequestKey): Promise<Receipt | null> {
    const insert = () => {
      if (this.#rowOf(key) !== undefined) return null;
      const { receipt, secret } = this.#insert(kind, outcome);
      const { reference, recordedOn } = receipt;
      this.#database
        .prepare('INSERT OR REPLACE INTO request_key VALUES (?, ?, ?, ?, ?)')
        // Days, as for the records: a time would tell when somebody asked.
        .run(key.hash, key.questionMark, key.masked(secret, reference), reference, daysAfter(recordedOn, KEY_DAYS));
      return receipt;
    };
    return this.#write(() => this.#database.transaction(insert).immediate());
  }

  #insert(kind: Decision['kind'], outcome: Outcome): { receipt: Receipt; secret: Buffer } {
    const recordedOn = this.#today();
    const expiresOn = daysAfter(recordedOn, this.#retentionDays);
    const reference = newReference();
    const secret = randomBytes(16);
    const secretText = secret.toString('base64url');
    const { possibleTiers, zones, verdicts, ...kept } = recordedOf(outcome);
    this.#database
      .prepare(
        `INSERT INTO decision VALUES (@reference, @kind, @recordedOn, @expiresOn, @date, @generation, @tier,
          @certainty,
         @zones, @verdicts, @dataVersion, @rulesVersion, @secretHash, @possibleTiers, @restsOn)`,
      )
      .run({
        ...{ reference, kind, recordedOn, expiresOn, ...kept },
        ...{ zones: JSON.stringify(zones), verdicts: JSON.stringify(verdicts), secretHash: hashOf(secretText) },
        possibleTiers: JSON.stringify(possibleTiers),
      });
    return { receipt: { reference, secret: secretText, recordedOn, expiresOn }, secret };
  }

  /**
   * Returns the receipt that an earlier request with the same key got, `other question` when it asked something else,
   * null when there was none in the last days or when its record is erased.
   */
  recordedWith(key: RequestKey): Receipt | 'other question' | null {
    const row = this.#rowOf(key);
    if (row === undefined) return null;
    if (!key.asks(row.questionMark)) return 'other question';
    const { reference, recordedOn, expiresOn, sealedSecret } = row;
    return { reference, secret: key.masked(sealedSecret, reference).toString('base64url'), recordedOn, expiresOn };
  }

  #rowOf({ hash }: RequestKey): KeyRow | undefined {
    const today = this.#today();
    return this.#database
      .prepare(
        `SELECT reference, question_mark AS questionMark, sealed_secret AS sealedSecret, recorded_on AS recordedOn,
         decision.expires_on AS expiresOn
         FROM request_key JOIN decision USING (reference)
         WHERE key_hash = ? AND request_key.expires_on > ? AND decision.expires_on > ?`,
      )
      .get(hash, today, today) as KeyRow | undefined;
  }

  /** Null when there is none with that reference, or no longer. */
  find(reference: string): Decision | null {
    const row = this.#database
      .prepare(
        `SELECT reference, kind, recorded_on AS recordedOn, expires_on AS expiresOn, date, generation, tier, certainty,
         possible_tiers AS possibleTiers, rests_on AS restsOn, zones, verdicts, data_version AS dataVersion, rules_version AS rulesVersion
         FROM decision WHERE reference = ? AND expires_on > ?`,
      )
      .get(reference, this.#today()) as
      | (Decision & { possibleTiers: string; zones: string; verdicts: string })
      | undefined;
    if (row === undefined) return null;
    const { possibleTiers, zones, verdicts } = row;
    return {
      ...row,
      possibleTiers: JSON.parse(possibleTiers),
      zones: JSON.parse(zones),
      verdicts: JSON.parse(verdicts),
    };
  }

  /** Erases the decision if the secret matches. Throws a DecisionsBusy as `record` does. */
  async erase(reference: string, secret: string): Promise<'erased' | 'wrong-secret' | 'unknown'> {
    const hash = this.#database
      .prepare('SELECT secret_hash FROM decision WHERE reference = ? AND expires_on > ?')
      .pluck()
      .get(reference, this.#today()) as Buffer | undefined;
    if (hash === undefined) return 'unknown';
    if (!timingSafeEqual(hash, hashOf(secret))) return 'wrong-secret';
    await this.#write(() => this.#database.prepare('DELETE FROM decision WHERE reference = ?').run(reference));
    this.#emptyLog();
    return 'erased';
  }

  /** Erases expired keys of requests and expired decisions, and returns the number of decisions. Throws a DecisionsBusy as `record` does. */
  async purge(): Promise<number> {
    const today = this.#today();
    const isExpired = (table: string) =>
      this.#database.prepare(`SELECT 1 FROM ${table} WHERE expires_on <= ? LIMIT 1`).get(today) !== undefined;
    if (!isExpired('decision') && !isExpired('request_key')) return 0;
    const purged = await this.#write(() => {
      this.#database.prepare('DELETE FROM request_key WHERE expires_on <= ?').run(today);
      return this.#database.prepare('DELETE FROM decision WHERE expires_on <= ?').run(today).changes;
    });
    this.#emptyLog();
    return purged;
  }

  /**
   * Erased data stays in the write-ahead log until it is truncated. Where a reader prevents that, the next call does
   * it.
   */
  #emptyLog(): void {
    this.#atOnce(() => this.#database.pragma('wal_checkpoint(TRUNCATE)'));
  }

  /** Writes without blocking other requests: an import may lock the database for seconds. */
  async #write<T>(work: () => T): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return this.#atOnce(work);
      } catch (error) {
        if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error;
        if (tries === MOST_TRIES) throw new DecisionsBusy('la base de données est occupée', { cause: error });
      }
      await setTimeout(BETWEEN_TRIES);
    }
  }

  /** Runs `work` without waiting for a lock, or throws. */
  #atOnce<T>(work: () => T): T {
    const usualTimeout = this.#database.pragma('busy_timeout', { simple: true });
    this.#database.pragma('busy_timeout = 0');
    try {
      return work();
    } finally {
      this.#database.pragma(`busy_timeout = ${usualTimeout}`);
    }
  }
}

/** The database is locked, by an import for instance: nothing was written. */
export class DecisionsBusy extends Error {
  override readonly name = 'DecisionsBusy';
}

interface KeyRow extends Pick<Receipt, 'reference' | 'recordedOn' | 'expiresOn'> {
  readonly questionMark: Buffer;
  readonly sealedSecret: Buffer;
}

/** A key is kept on the day of its request and on the next one. */
const KEY_DAYS = 2;
/** Milliseconds between tries: some ten seconds in all. */
const BETWEEN_TRIES = 50;
const MOST_TRIES = 200;

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Adds days to a day, both `YYYY-MM-DD`. */
function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
