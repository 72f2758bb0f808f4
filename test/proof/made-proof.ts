import { answerOf, type Outcome } from '../../src/proof/outcome.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { verdictsFor } from '../../src/verdict.ts';
import { rulebook } from '../rules/samples.ts';
import { registry, shipped } from '../world.ts';

/** The situation of a home in the Mont Liébaut. */
export function madeOutcome(date = '2024-10-01'): Outcome {
  const place = { lon: 2.6289, lat: 50.518, uncertainty: 5 };
  const situation = situationOf(place, date, shipped);
  const verdicts = verdictsFor(situation, {}, date, rulebook, ['adulte-relais', 'fcs', 'tva-5-5']);
  return {
    answer: answerOf(situation, verdicts),
    place: { address: '12 Rue de l’Exemple 62400 Béthune', ...place },
    dataVersion: registry.shipped.version,
    rulesVersion: rulebook.rulesVersion,
    verdictsWithout: () => verdicts,
  };
}

/** Its proof, not yet signed. */
export function madeProof(more: Partial<Proof> = {}): Proof {
  const { answer, place, dataVersion, rulesVersion } = madeOutcome();
  return {
    format: 'perimetre-proof/1',
    reference: '7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE',
    issuedOn: '2026-11-21',
    issuer: { name: 'Périmètre', url: 'https://perimetre.example.org' },
    question: {
      kind: 'eligibility',
      body: { where: { address: '12 rue de l’Exemple, Béthune' }, date: '2024-10-01', application: { expenses: 5000 } },
    },
    place,
    answer,
    dataVersion,
    rulesVersion,
    ...more,
  };
}
