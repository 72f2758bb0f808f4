/** The answers of the public API, as far as the pages use them (openapi.yaml describes them in full). */

export type Tier = 'bop-147' | 'fcs-only' | 'fonds-de-concours' | 'none' | 'unknown';
export type Certainty = 'firm' | 'review';
export type Kind = 'qpv' | 'qic';
export type Outcome = 'yes' | 'conditional' | 'review' | 'no' | 'out-of-period';

export interface Message {
  readonly code: string;
  readonly message: string;
}

/** A quarter around a point. */
export interface SituatedZone extends NearZone {
  /** Metres to the limit, negative inside. */
  readonly boundaryDistance: number;
}

/** A quarter around an outline or a line. */
export interface ShapeZone extends NearZone {
  /** The share of its area or length that is inside, 0 to 1. */
  readonly share: number;
  /** Metres from its nearest and farthest point to the quarter, 0 inside. */
  readonly nearest: number;
  readonly farthest: number;
}

interface NearZone {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly relation: 'inside' | 'band' | 'near';
  readonly certainty: Certainty;
  readonly perimeter: { readonly status: 'official' | 'indicative' | 'missing'; readonly precision: number };
}

/** Returns the quarters around a point; none for an outline or a line. */
export function aroundPoint(zones: readonly (SituatedZone | ShapeZone)[]): readonly SituatedZone[] {
  return zones.filter((zone) => 'boundaryDistance' in zone);
}

/** Returns the quarters around an outline or a line; none for a point. */
export function aroundShape(zones: readonly (SituatedZone | ShapeZone)[]): readonly ShapeZone[] {
  return zones.filter((zone) => 'share' in zone);
}

export interface Situation {
  readonly date: string;
  readonly generation: string | null;
  readonly dataVersion: string;
  readonly point?: { readonly lon: number; readonly lat: number; readonly uncertainty: number };
  readonly tier: Tier;
  readonly certainty: Certainty;
  readonly possibleTiers: readonly Tier[];
  readonly zones: readonly (SituatedZone | ShapeZone)[];
  readonly unknown: readonly string[];
  readonly reasons: readonly Message[];
}

export interface Candidate {
  readonly label: string;
  readonly type: 'housenumber' | 'interpolated' | 'street' | 'locality' | 'municipality';
  readonly score: number;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcity: string | null;
  readonly lon: number;
  readonly lat: number;
  /** Metres. */
  readonly uncertainty: number;
  /** The known numbers of a street, by which it is judged; absent for one position. */
  readonly positions?: readonly { readonly lon: number; readonly lat: number; readonly uncertainty: number }[];
}

export interface LocatedCandidate extends Candidate {
  readonly tier: Tier;
  readonly certainty: Certainty;
  readonly possibleTiers: readonly Tier[];
  readonly zones: readonly SituatedZone[];
  readonly unknown: readonly string[];
  readonly reasons: readonly Message[];
}

export interface Verdict {
  readonly scheme: string;
  readonly verdict: Outcome;
  readonly certainty: Certainty;
  /** The possible answers of a `review`. */
  readonly alternatives: readonly Outcome[];
  readonly amount: {
    /** Null where there is no figure. */
    readonly ceiling: number | null;
    readonly currency: 'EUR';
    readonly status: 'conditional' | 'review';
    readonly statedFor: number | null;
  } | null;
  readonly reasons: readonly Message[];
  readonly conditions: readonly Message[];
  readonly notices: readonly Message[];
  readonly references: readonly { readonly label: string; readonly publishedOn?: string; readonly url?: string }[];
  readonly whomToAsk: readonly { readonly code: string; readonly label: string }[];
  /** How to ask; null where no document describes it. */
  readonly filing?: Filing | null;
  /** Only where the question has `explain: true`. */
  readonly explanation?: Explanation;
}

export interface Filing {
  readonly portal: string | null;
  readonly form: string | null;
  readonly papers: readonly string[];
  readonly meetFirst: readonly string[];
  readonly calendar: { readonly statedFor: number; readonly steps: readonly { when: string; what: string }[] } | null;
  readonly rules: readonly string[];
  readonly sectors: readonly { readonly label: string }[];
}

/** The basis of a verdict. */
export interface Explanation {
  readonly day: string;
  readonly settledBy: 'period' | 'applicant' | 'condition' | 'public' | 'amount' | null;
  readonly period: (Cited & { readonly status: 'open' | 'review' | 'no'; readonly from: string | null }) | null;
  readonly applicant: (Cited & { readonly outcome: 'eligible' | 'excluded' | 'to-confirm' }) | null;
  readonly states: readonly {
    readonly verdict: Outcome;
    readonly geography: (Cited & { readonly from: string | null }) | null;
    readonly rows: readonly {
      readonly row: number;
      readonly zone: string | null;
      readonly verdict: Outcome;
      readonly values: readonly DatedValue[];
      readonly isBest: boolean;
    }[];
    readonly elsewhere: Outcome | null;
    readonly public: (Cited & { readonly verdict: Outcome; readonly values: readonly DatedValue[] }) | null;
    readonly commune:
      | (Cited & { readonly citycode: string | null; readonly outcome: 'inside' | 'rest' | 'outside' })
      | null;
  }[];
  readonly conditions: readonly (Cited & {
    readonly message: string | null;
    readonly outcome: 'met' | 'unmet' | 'to-prove';
    readonly effect: 'no' | 'review' | 'notice' | null;
    readonly values: readonly DatedValue[];
  })[];
  readonly bound: { readonly label: string; readonly ceiling: number; readonly values: readonly DatedValue[] } | null;
}

export interface DatedValue extends Cited {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly from: string | null;
  readonly statedFor: number | null;
}

interface Cited {
  readonly reference: string;
}

export interface EligibilityAnswer {
  readonly situation: Situation;
  readonly address?: Candidate | null;
  readonly candidates?: readonly LocatedCandidate[];
  readonly verdicts: readonly Verdict[];
  readonly dataVersion: string;
  readonly rulesVersion: string;
  readonly decision?: Decision;
}

/** The record of an answer, where one was requested. */
export interface Decision {
  readonly reference: string;
  readonly secret: string;
  readonly recordedOn: string;
  readonly expiresOn: string;
}

export interface SchemeLabel {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly place: { readonly what: string; readonly when: string };
}
