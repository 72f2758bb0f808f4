import { join } from 'node:path';
import type { ProofContext } from '../../../src/proof/pdf/proof-pdf.ts';
import type { SignedProof } from '../../../src/proof/proof.ts';
import type { Application } from '../../../src/rules/application.ts';
import { loadRulebook } from '../../../src/rules/load-rulebook.ts';
import { type Verdict, verdictsFor } from '../../../src/verdict.ts';

export const rulebook = loadRulebook(join(import.meta.dirname, '..', '..', '..', 'data', 'rules'));

/** A square quarter of about 700 m, and the place of all these proofs, well inside. */
const SQUARE = [
  [
    [
      [2.62, 50.51],
      [2.63, 50.51],
      [2.63, 50.516],
      [2.62, 50.516],
      [2.62, 50.51],
    ],
  ],
] as const;

export const context: ProofContext = {
  perimeters: [
    { id: 'QN06208M', kind: 'qpv', name: 'Quartier du Levant', geometry: SQUARE as never },
    { id: 'QIC-COUCHANT', kind: 'qic', name: 'Couchant', geometry: shifted(0.013) as never },
  ],
  schemes: new Map([...rulebook.schemes].map(([id, { label, place }]) => [id, { label, place: place.what }])),
  verifyUrl: 'https://perimetre.example.org/verifier',
  band: 300,
};

function shifted(by: number) {
  return SQUARE.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lon + by, lat])));
}

/** Verdicts of the real rules inside the quarter: of all schemes, or of those named. */
export function realVerdicts(schemes?: readonly string[], application: Application = {}): Verdict[] {
  const zone = { id: 'QN06208M', kind: 'qpv', name: 'Quartier du Levant', distance: -200, farthest: -190 } as const;
  const membership = {
    commune: '62119',
    inAgglomeration: true,
    extent: 'point',
    generation: { from: '2024-01-01', to: null },
    zones: [zone],
  } as const;
  return verdictsFor({ memberships: [membership] as never, reasons: [] }, application, '2024-10-01', rulebook, schemes);
}

export function verdict(parts: Partial<Verdict> = {}): Verdict {
  return {
    scheme: 'fcs',
    verdict: 'yes',
    certainty: 'firm',
    alternatives: [],
    amount: null,
    reasons: [{ code: 'inside-qpv', message: 'Le lieu est dans le QPV Levant.' }],
    conditions: [{ code: 'proof-of-home', message: 'Justifier du domicile.' }],
    notices: [],
    references: [{ label: 'Contrat de ville', publishedOn: '2024-04-09' }],
    whomToAsk: [{ code: 'agglomeration', label: 'Le service de l’agglomération' }],
    ...parts,
  };
}

export function proof(parts: Partial<SignedProof> = {}, verdicts: readonly Verdict[] = [verdict()]): SignedProof {
  return {
    format: 'perimetre-proof/1',
    reference: '7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE',
    issuedOn: '2024-11-02',
    issuer: { name: 'Agglomération d’essai', url: 'https://perimetre.example.org' },
    question: {
      kind: 'eligibility',
      body: {
        where: { lon: 2.625, lat: 50.513, uncertainty: 20 },
        date: '2024-10-01',
        application: { applicant: 'ccas' },
      },
    },
    place: { address: '12 Rue du Levant, 62400 Béthune', lon: 2.625, lat: 50.513, uncertainty: 20 },
    answer: {
      date: '2024-10-01',
      generation: '2024',
      tier: 'bop-147',
      certainty: 'firm',
      zones: [
        { id: 'QN06208M', kind: 'qpv', name: 'Quartier du Levant', relation: 'inside', boundaryDistance: -212.345 },
      ],
      reasons: [],
      verdicts,
    },
    dataVersion: '2026-12-01.1',
    rulesVersion: '2026-11-21.abcd1234',
    signature: { algorithm: 'Ed25519', key: 'q3Zf0bXhT1m8Lk2w', value: 'c2lnbmVk' },
    ...parts,
  };
}

/** The same proof without its place. */
export function hidden(verdicts?: readonly Verdict[]): SignedProof {
  const whole = proof({}, verdicts);
  const zones = whole.answer.zones.map(({ boundaryDistance: _, ...zone }) => zone);
  return {
    ...whole,
    question: { kind: 'eligibility', body: { where: null, date: '2024-10-01' } },
    place: null,
    answer: { ...whole.answer, zones },
  };
}
