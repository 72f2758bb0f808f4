import { type Geocoder, GeocoderUnavailable, MOST_CANDIDATES } from '../../address/candidate.ts';
import { type AddressSituation, situationOfAddress } from '../../situation/address-situation.ts';
import type { Situation } from '../../situation/situation.ts';
import type { Zones } from '../../zones/zones.ts';
import { shortReason } from '../reason.ts';
import { type Refusal, refused } from '../refusal.ts';
import { type TalliedAnswer, talliedSituation } from '../tally.ts';
import { addressOutputColumns, matchColumns } from './address-columns.ts';
import type { RowQuestion } from './address-question.ts';

/** Answers addresses, those that come again from memory. */
export class AddressRows {
  readonly #geocoder: Geocoder;
  readonly #zones: Zones;
  readonly #answers = new Map<string, Promise<AnsweredAddress>>();

  constructor(geocoder: Geocoder, zones: Zones) {
    this.#geocoder = geocoder;
    this.#zones = zones;
  }

  /** What follows the row in the file. */
  answer(question: RowQuestion): Promise<AnsweredAddress> {
    const key = JSON.stringify(Object.values(question));
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#ask(key, question);
    this.#answers.set(key, answer);
    if (this.#answers.size > REMEMBERED) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }

  async #ask(key: string, { text, citycode, postcode, date }: RowQuestion): Promise<AnsweredAddress> {
    try {
      const candidates = await this.#geocoder.search({ text, citycode, postcode, limit: MOST_CANDIDATES });
      return toAnswer(situationOfAddress(candidates, { text, citycode }, date, this.#zones), citycode);
    } catch (error) {
      if (!(error instanceof GeocoderUnavailable)) throw error;
      // The next row that asks the same may have more luck.
      this.#answers.delete(key);
      return {
        ...invalidAddress(refused(`adresse non cherchée, relancez cette ligne : ${error.message}`)),
        isUnasked: true,
      };
    }
  }
}

export interface AnsweredAddress {
  /** As many as there are columns added. */
  readonly fields: readonly string[];
  readonly isOk: boolean;
  readonly isReview: boolean;
  readonly isNotFound: boolean;
  readonly isAmbiguous: boolean;
  /** The geocoder did not tell. */
  readonly isUnasked: boolean;
  readonly tallied: TalliedAddress | Refusal;
}

/** What a tally is told of an address. */
export interface TalliedAddress {
  readonly answer: TalliedAnswer;
  /** WGS84 degrees; null where nothing was found. */
  readonly position: { readonly lon: number; readonly lat: number } | null;
  /** The commune that is stated, or that of the only address it can be. */
  readonly citycode: string | undefined;
}

/** The answer to a row that asks nothing that can be answered. */
export function invalidAddress(refusal: Refusal): AnsweredAddress {
  const fields = addressOutputColumns.map((column) =>
    column === 'status' ? 'invalid' : column === 'reason' ? refusal.problem : '',
  );
  return { ...NOTHING, fields, tallied: refusal };
}

const NOTHING = {
  isOk: false,
  isReview: false,
  isNotFound: false,
  isAmbiguous: false,
  isUnasked: false,
};

function toAnswer({ situation, candidates }: AddressSituation, citycode: string | undefined): AnsweredAddress {
  const best = candidates[0]?.candidate;
  const match = best && [
    best.label,
    best.type,
    best.score.toFixed(3),
    best.lon.toFixed(7),
    best.lat.toFixed(7),
    String(candidates.length),
  ];
  return {
    fields: [...placeFields(situation), ...(match ?? NO_MATCH)],
    isOk: true,
    isReview: situation.certainty === 'review',
    isNotFound: candidates.length === 0,
    isAmbiguous: candidates.length > 1,
    isUnasked: false,
    tallied: {
      answer: talliedSituation(situation),
      position: best ? { lon: best.lon, lat: best.lat } : null,
      citycode: citycode ?? (candidates.length === 1 ? best?.citycode : undefined),
    },
  };
}

const NO_MATCH: readonly string[] = matchColumns.map((column) => (column === 'candidates' ? '0' : ''));

function placeFields(situation: Situation): string[] {
  const { tier, zones, certainty, generation, dataVersion } = situation;
  const idsOf = (relation: string) =>
    zones
      .filter((zone) => zone.relation === relation)
      .map(({ id }) => id)
      .sort()
      .join(';');
  const distanceOf = (zone: (typeof zones)[number]) => zone.boundaryDistance ?? Number.POSITIVE_INFINITY;
  const [nearest] = [...zones].sort((a, b) => Math.abs(distanceOf(a)) - Math.abs(distanceOf(b)));
  return [
    'ok',
    tier,
    idsOf('inside'),
    idsOf('band'),
    nearest?.id ?? '',
    nearest?.boundaryDistance?.toFixed(3) ?? '',
    certainty,
    generation ?? '',
    dataVersion,
    certainty === 'review' ? shortReason(situation) : '',
  ];
}

/** Answers kept for rows that ask the same. */
const REMEMBERED = 10_000;
