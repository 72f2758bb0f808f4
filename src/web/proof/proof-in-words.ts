import { degrees, quantity } from '../../french/numbers.ts';
import { factsInWords, hasWords } from '../../proof/facts-in-words.ts';
import type { SignedProof } from '../../proof/proof.ts';
import { typedAddress } from '../../proof/typed-address.ts';
import type { Tier } from '../answers.ts';
import { element } from '../dom.ts';
import { fact, outcomeNodes, type RecordedOutcome } from './outcome-list.ts';

/** The whole content of a proof, for comparison with a printed page: the place, the declarations, the answer. */
export async function proofNodes(proof: SignedProof): Promise<HTMLElement[]> {
  const { reference, issuer, answer, dataVersion, rulesVersion } = proof;
  return [
    element(
      'dl',
      { class: 'facts' },
      ...fact('Référence', reference),
      ...fact('Délivré par', issuer.url === null ? issuer.name : `${issuer.name} (${issuer.url})`),
      ...fact('Lieu', placeInWords(proof)),
      ...communeIndicated(proof).flatMap(([name, value]) => fact(name, value)),
      ...declared(proof).flatMap(([name, value]) => fact(name, value)),
    ),
    ...(await outcomeNodes({
      ...answer,
      tier: answer.tier as Tier,
      possibleTiers: (answer.possibleTiers ?? []) as readonly Tier[],
      verdicts: answer.verdicts as RecordedOutcome['verdicts'],
      dataVersion,
      rulesVersion,
    })),
  ];
}

type Body = Readonly<Record<string, unknown>>;

/** The place as the proof has it: the address found, the text typed, or a note that it is left out. */
function placeInWords({ place, question }: SignedProof): string {
  const body = question.body as Body;
  const asked = (body.where ?? body.residence ?? body) as Body | null;
  const typed = typedAddress(question);
  if (asked?.geometry) return 'un tracé, que porte la pièce jointe';
  if (place === null && typed !== null) return `adresse saisie : ${typed} (non trouvée)`;
  if (place === null) return 'non indiqué : ce document ne prouve rien d’une adresse particulière';
  const at = `${degrees(place.lon)} ; ${degrees(place.lat)}`;
  const doubt = `${quantity(place.uncertainty, 'metres')} près`;
  const found = place.address ?? 'un point';
  return (
    `${found} (${at}, à ` +
    `${doubt})${typed !== null && typed !== place.address ? `, pour l’adresse saisie « ${typed} »` : ''}`
  );
}

/** The commune given beside the place, by a person or by a page that completes addresses. */
function communeIndicated({ question }: SignedProof): [name: string, value: string][] {
  const body = question.body as Body;
  const { citycode } = (body.where ?? body.residence ?? body) as Body;
  return typeof citycode === 'string' ? [['Commune indiquée', `code INSEE ${citycode}`]] : [];
}

/** The declarations of the person, which nobody checked, worded as on the printed page. */
function declared({ question }: SignedProof): [name: string, value: string][] {
  const { application, ...rest } = question.body as Body & { readonly application?: Body | null };
  const facts: Body = { ...rest, ...application };
  const others = Object.entries(facts).filter(
    ([name, value]) => !hasWords(name) && !NO_FACTS.includes(name) && value !== null && value !== undefined,
  );
  const declarations = [
    ...factsInWords(facts).map(({ name, value }) => `${name} : ${value}`),
    ...others.map(([name, value]) => `${name} : ${String(value)}`),
  ];
  return declarations.length === 0 ? [] : [['Déclaré, sans être vérifié', declarations.join(' ; ')]];
}

/** Parts of a question that appear elsewhere: the place, the day, the schemes. */
const NO_FACTS = ['where', 'residence', 'address', 'citycode', 'date', 'hiringDate', 'schemes', 'scheme'];
