import { type Candidate, GeocoderUnavailable, MOST_CANDIDATES } from '../address/candidate.ts';
import type { Loaded } from '../load.ts';
import type { Outcome } from '../proof/outcome.ts';
import type { Proof } from '../proof/proof.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { SCHEME } from './adulte-relais.ts';
import { answerQuestion, type Question, readQuestion } from './question.ts';

/**
 * Answers the question of a proof again, with the proof's versions and with the current ones. An address keeps the
 * position that the proof gives, so that another file of addresses does not look like other rules. Throws an Error of
 * one French line when the proof hides a part of its question, or when its versions are missing.
 */
export async function replay(proof: Proof, loaded: Loaded): Promise<Replay> {
  const { question, dataVersion, rulesVersion } = proof;
  const rulebook = loaded.rulebooks.of(rulesVersion);
  if (rulebook === null)
    throw new Error(`les règles ${rulesVersion}, sous lesquelles la preuve est faite, ne sont pas ici`);
  if (!loaded.versions.has(dataVersion)) {
    throw new Error(`les données ${dataVersion}, sous lesquelles la preuve est faite, ne sont pas ici`);
  }
  const asked = readQuestion(question.kind, question.body, rulebook);
  const { placed, question: replayed, addresses } = placedAsProven(asked, proof.place, loaded);
  const { outcome: then } = await answerQuestion({ ...replayed, dataVersion }, { ...loaded, addresses, rulebook });
  const today = { ...withKnownSchemes(replayed, loaded.rulebook), dataVersion: loaded.current.zones.dataVersion };
  const { outcome: now } = await answerQuestion(today, { ...loaded, addresses });
  return { placed, then, now };
}

export interface Replay {
  /**
   * The source of the position: the question itself (`question`); the file of addresses, where it agrees with the proof
   * (`addresses`); the proof, where the file now gives another position (`moved`) or lacks the address (`point`).
   */
  readonly placed: 'question' | 'addresses' | 'moved' | 'point';
  /** The outcome with the versions of the proof. */
  readonly then: Outcome;
  /** The outcome with the current versions. A scheme that no longer exists has no verdict. */
  readonly now: Outcome;
}

function placedAsProven(question: Question, place: Proof['place'], { addresses }: Loaded) {
  const { where } = question;
  if (!('address' in where)) return { placed: 'question' as const, question, addresses };
  const { address: text, citycode, postcode } = where;
  const [best, ...others] = addresses.local?.search({ text, citycode, postcode, limit: MOST_CANDIDATES }) ?? [];
  if (place === null) {
    if (addresses.local === null)
      throw new GeocoderUnavailable('aucune adresse n’est chargée ici : « perimetre data update »');
    return { placed: 'addresses' as const, question, addresses: answering([best, ...others]) };
  }
  if (best?.label !== place.address) return { placed: 'point' as const, question: atPoint(question, place), addresses };
  const { lon, lat, uncertainty } = place;
  const isSame = best.lon === lon && best.lat === lat && best.uncertainty === uncertainty;
  return {
    placed: isSame ? ('addresses' as const) : ('moved' as const),
    question,
    addresses: answering([{ ...best, lon, lat, uncertainty }, ...others]),
  };
}

/** A geocoder that always returns these candidates. */
function answering(candidates: readonly (Candidate | undefined)[]) {
  const found = candidates.filter((candidate) => candidate !== undefined);
  return { provider: 'local' as const, search: async () => found };
}

/** The same question about the point where the address was found. */
function atPoint(question: Question, { lon, lat, uncertainty }: NonNullable<Proof['place']>): Question {
  const where = { lon, lat, uncertainty, citycode: question.where.citycode };
  if (question.kind !== 'address-eligibility') return { ...question, where };
  const { date, scheme, dataVersion, record } = question;
  const schemes = scheme === undefined ? undefined : [scheme];
  return {
    ...{ kind: 'eligibility', where, application: {}, streetSide: undefined },
    ...{ date, schemes, dataVersion, record, isExplained: false },
  };
}

function withKnownSchemes(question: Question, { schemes }: Rulebook): Question {
  if (question.kind === 'eligibility') {
    if (question.schemes === undefined) return question;
    return { ...question, schemes: question.schemes.filter((scheme) => schemes.has(scheme)) };
  }
  const scheme = question.kind === 'adulte-relais' ? SCHEME : question.scheme;
  if (scheme === undefined || schemes.has(scheme)) return question;
  // These two kinds concern one scheme. When it no longer exists, only the situation is left to answer.
  const { where, date, dataVersion, record } = question;
  return {
    ...{ kind: 'eligibility', where, application: {}, streetSide: undefined },
    ...{ date, schemes: [], dataVersion, record, isExplained: false },
  };
}
