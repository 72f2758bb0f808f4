import type { Verdict } from '../verdict.ts';

/** A document for third parties: a question, its answer, and the versions of the data and the rules that gave it. */
export interface Proof {
  readonly format: 'perimetre-proof/1';
  /** Only in a proof of a demonstration, whose addresses and QIC are made up. */
  readonly demo?: true;
  readonly reference: string;
  /** `YYYY-MM-DD` */
  readonly issuedOn: string;
  readonly issuer: { readonly name: string; readonly url: string | null };
  readonly question: {
    readonly kind: 'eligibility' | 'adulte-relais' | 'address-eligibility';
    /** The question with an explicit date; its place is null when hidden. */
    readonly body: object;
  };
  /** Null when hidden. */
  readonly place: {
    readonly address: string | null;
    readonly lon: number;
    readonly lat: number;
    /** Metres. */
    readonly uncertainty: number;
    /** The known numbers of a street that is judged as a whole; absent for one position. */
    readonly positions?: readonly { readonly lon: number; readonly lat: number; readonly uncertainty: number }[];
  } | null;
  readonly answer: {
    readonly date: string;
    readonly generation: string | null;
    readonly tier: string;
    readonly certainty: 'firm' | 'review';
    /** Possible tiers; absent from the first proofs. */
    readonly possibleTiers?: readonly string[];
    readonly zones: readonly ProofZone[];
    readonly reasons: readonly { readonly code: string; readonly message: string }[];
    readonly verdicts: readonly Verdict[];
  };
  readonly dataVersion: string;
  readonly rulesVersion: string;
}

export interface ProofZone {
  readonly id: string;
  readonly kind: 'qpv' | 'qic';
  readonly name: string;
  readonly relation: 'inside' | 'band' | 'near';
  /** For a point: ground metres to the limit, negative inside. */
  readonly boundaryDistance?: number;
  /** Whether the relation is sure; absent from the first proofs. */
  readonly certainty?: 'firm' | 'review';
}

/** The signature covers the canonical JSON (RFC 8785) of the proof without the signature. */
export interface SignedProof extends Proof {
  readonly signature: {
    readonly algorithm: 'Ed25519';
    /** Id of the public key. */
    readonly key: string;
    /** base64url */
    readonly value: string;
  };
}
