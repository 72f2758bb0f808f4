import { type Candidate, type Geocoder, GeocoderUnavailable, MOST_CANDIDATES } from '../../address/candidate.ts';
import type { Value } from '../../files/feature.ts';
import { type AddressSituation, situationOfAddress } from '../../situation/address-situation.ts';
import type { Zones } from '../../zones/zones.ts';
import {
  type AnswerColumn,
  matchColumns,
  placeColumns,
  schemeColumns,
  valuesOf,
  valuesOfInvalid,
} from '../answer-columns.ts';
import { type PlaceAnswer, placeAnswerOf } from '../place-answer.ts';
import { type Refusal, refused } from '../refusal.ts';
import type { RowFacts, Verdicts } from '../schemes/row-facts.ts';
import type { SchemeQuestion } from '../schemes/scheme-question.ts';
import { matchOf } from './address-match.ts';
import type { RowQuestion } from './address-question.ts';
import type { AskedRow } from './asked-rows.ts';
import { Remembered } from './remembered.ts';

/** Answers addresses, and caches the answers of repeated ones. */
export class AddressRows {
  /** The columns added after each address, in order. */
  readonly columns: readonly AnswerColumn<never>[];
  readonly #geocoder: Geocoder;
  readonly #zones: Zones;
  readonly #schemeColumns: ReturnType<typeof schemeColumns>;
  readonly #answers = new Remembered<Promise<AnsweredAddress>>(MOST_ANSWERS);
  readonly #found = new Remembered<Promise<readonly Candidate[]>>(MOST_FOUND);

  constructor(geocoder: Geocoder, zones: Zones, schemes: SchemeQuestion | undefined) {
    this.#geocoder = geocoder;
    this.#zones = zones;
    this.#schemeColumns = schemeColumns(schemes?.schemes ?? []);
    this.columns = addressColumnsFor(schemes);
  }

  /** Returns the answer to a row. A row that the geocoder could not answer is invalid. */
  answer(asked: AskedRow | Refusal): AnsweredAddress | Promise<AnsweredAddress> {
    if ('problem' in asked) return this.#invalid(asked);
    const key = JSON.stringify([asked.question, asked.facts?.key]);
    return this.#answers.get(key) ?? this.#answers.keep(key, this.#ask(key, asked));
  }

  #invalid(refusal: Refusal): AnsweredAddress {
    return { ...NOTHING, values: valuesOfInvalid(this.columns, refusal.problem), tallied: refusal };
  }

  async #ask(key: string, { question, facts }: AskedRow): Promise<AnsweredAddress> {
    const { text, citycode, date } = question;
    try {
      const candidates = await this.#candidates(question);
      const asked = { text, citycode, streetSide: facts?.streetSide };
      return this.#toAnswer(situationOfAddress(candidates, asked, date, this.#zones), question, facts);
    } catch (error) {
      if (!(error instanceof GeocoderUnavailable)) throw error;
      // The next row with the same address tries again.
      this.#answers.forget(key);
      const refusal = refused(`adresse non cherchée, relancez cette ligne : ${error.message}`);
      return { ...this.#invalid(refusal), isUnasked: true };
    }
  }

  /** Cached apart from the answers: several rows may have the same address with different facts. */
  #candidates({ text, citycode, postcode }: RowQuestion): Promise<readonly Candidate[]> {
    const key = JSON.stringify([text, citycode, postcode]);
    const found = this.#found.get(key);
    if (found) return found;
    const candidates = this.#geocoder.search({ text, citycode, postcode, limit: MOST_CANDIDATES });
    candidates.catch(() => this.#found.forget(key));
    return this.#found.keep(key, candidates);
  }

  #toAnswer(
    { situation, candidates, isOnLimitStreet }: AddressSituation,
    { citycode, date }: RowQuestion,
    facts: RowFacts | undefined,
  ): AnsweredAddress {
    const answer = placeAnswerOf(situation);
    const match = matchOf(candidates);
    const { best } = match;
    const judged = isOnLimitStreet ? facts?.onLimitStreet() : facts;
    const verdicts = judged ? judged.on(date).verdicts(situation.memberships) : [];
    return {
      values: [
        ...valuesOf(placeColumns, answer),
        ...valuesOf(matchColumns, match),
        ...valuesOf(this.#schemeColumns, verdicts),
      ],
      isOk: true,
      isReview: !answer.isFirm,
      isNotFound: best === null,
      isAmbiguous: candidates.length > 1,
      isUnasked: false,
      tallied: {
        answer,
        position: best && { lon: best.lon, lat: best.lat },
        citycode: citycode ?? (candidates.length === 1 ? candidates[0]!.candidate.citycode : undefined),
        verdicts,
      },
    };
  }
}

/** Returns the columns added after each address, in order. */
export function addressColumnsFor(schemes: SchemeQuestion | undefined): readonly AnswerColumn<never>[] {
  return [...placeColumns, ...matchColumns, ...schemeColumns(schemes?.schemes ?? [])];
}

export interface AnsweredAddress {
  /** One value for each added column. */
  readonly values: readonly Value[];
  readonly isOk: boolean;
  readonly isReview: boolean;
  readonly isNotFound: boolean;
  readonly isAmbiguous: boolean;
  /** Whether the geocoder failed to answer. */
  readonly isUnasked: boolean;
  readonly tallied: TalliedAddress | Refusal;
}

/** The data that a tally receives for an address. */
export interface TalliedAddress {
  readonly answer: PlaceAnswer;
  /** WGS84 degrees; null when no address was found. */
  readonly position: { readonly lon: number; readonly lat: number } | null;
  /** The INSEE code of the commune: the stated one, or that of the only candidate. */
  readonly citycode: string | undefined;
  readonly verdicts: Verdicts;
}

const NOTHING = {
  isOk: false,
  isReview: false,
  isNotFound: false,
  isAmbiguous: false,
  isUnasked: false,
};

/** Limits of the caches: answers, and candidates of an address. */
const MOST_ANSWERS = 10_000;
const MOST_FOUND = 1_000;
