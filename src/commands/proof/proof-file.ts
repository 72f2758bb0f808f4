import { readFile } from 'node:fs/promises';
import { certaintyLabels, tierLabel } from '../../french/labels.ts';
import { euros, metres } from '../../french/numbers.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import type { Proof, SignedProof } from '../../proof/proof.ts';
import type { PublicKey } from '../../proof/public-key.ts';
import { footprintOf } from '../../proof/question-geometry.ts';
import { readProof } from '../../proof/read-proof.ts';
import { typedAddress } from '../../proof/typed-address.ts';
import type { Answer } from '../../rules/answer.ts';
import type { Tier } from '../../situation/situation.ts';
import { CommandError } from '../command.ts';

/** Returns the proof in the one file given to a command. Throws an Error of one French line when there is none. */
export async function proofInFile([path, ...others]: readonly string[]): Promise<SignedProof> {
  if (path === undefined || others.length > 0)
    throw new CommandError('le fichier d’une preuve, PDF ou JSON, était attendu');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Error(`${path} : ce fichier ne se lit pas (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  return readProof(bytes);
}

/** Returns the content of a proof, one line each. `band` is the width of the band in metres; null without data. */
export function proofLines(proof: Proof, band: number | null): string[] {
  const { reference, issuedOn, issuer, answer, dataVersion, rulesVersion } = proof;
  const { date, generation, tier, zones, verdicts } = answer;
  return [
    `Preuve ${reference}, délivrée le ${issuedOn} par ${issuer.name}${issuer.url === null ? '' : ` (${issuer.url})`}`,
    placeLine(proof),
    `Au ${date}, génération ${generation ?? 'aucune'} : ${tier} — ${labelOfTier(tier, band)} (${sureness(answer)})`,
    ...zones.map((zone) => zoneLine(zone, hasExtent(answer))),
    ...verdicts.map(({ scheme, ...verdict }) => `  ${scheme} : ${verdictLabel(verdict)}`),
    `Données ${dataVersion}, règles ${rulesVersion}`,
  ].map(printable);
}

/** « sous conditions, au plus 5000 € (à confirmer) » */
export function verdictLabel({ verdict, alternatives, amount }: Omit<Proof['answer']['verdicts'][number], 'scheme'>) {
  const among = alternatives.length > 0 ? ` (${alternatives.map(answerLabel).join(' ou ')})` : '';
  const ceiling = amount?.ceiling ?? null;
  const most = ceiling === null ? '' : `, au plus ${euros(ceiling)}`;
  return `${answerLabel(verdict)}${among}${most}${most !== '' && amount?.status === 'review' ? ' (à confirmer)' : ''}`;
}

/** « depuis le 2026-11-21 », « du 2026-11-21 au 2027-01-04 », « jusqu’au 2027-01-04 » */
export function servedInWords({ from, to }: Pick<PublicKey, 'from' | 'to'>): string {
  if (from === null) return to === null ? 'depuis une date qui n’est pas notée' : `jusqu’au ${to}`;
  return to === null ? `depuis le ${from}` : `du ${from} au ${to}`;
}

export function certaintyLabel(certainty: string): string {
  return certainty === 'firm' ? certaintyLabels.firm : certaintyLabels.review;
}

/** The certainty of a whole answer, which may depend on a declaration or be between several situations. */
function sureness({ certainty, possibleTiers = [], reasons }: Proof['answer']): string {
  if (certainty === 'firm')
    return reasons.some(({ code }) => code === 'stated-side') ? 'd’après la déclaration' : certaintyLabel(certainty);
  return possibleTiers.length > 1
    ? `${certaintyLabel(certainty)} : ${possibleTiers.join(' ou ')}`
    : certaintyLabel(certainty);
}

/** « dans QN06208M « Quartier Du Mont Liébaut » » */
export function zoneLabel({ id, name, relation }: Pick<Proof['answer']['zones'][number], 'id' | 'name' | 'relation'>) {
  const where = { inside: 'dans', band: 'dans la bande de', near: 'près de' }[relation];
  return `${where} ${id} « ${name} »`;
}

function placeLine({ place, question }: Proof): string {
  if (footprintOf(question.body) !== null) return 'Lieu : un tracé, que porte la preuve';
  const typed = typedAddress(question);
  if (place === null && typed !== null) return `Adresse saisie, non trouvée : ${typed}`;
  if (place === null) return 'Lieu non indiqué : cette preuve ne dit rien d’une adresse particulière';
  const { address, lon, lat, uncertainty } = place;
  return `Lieu : ${address === null ? '' : `${address}, `}longitude ${lon}, latitude ${lat}, à ${uncertainty} m près`;
}

/** Whether only the street or the commune of the address is known: no single distance applies. */
function hasExtent({ reasons }: Proof['answer']): boolean {
  return reasons.some(({ code }) => code === 'address-street-only' || code === 'address-area-only');
}

function zoneLine(zone: Proof['answer']['zones'][number], isUnmeasured: boolean): string {
  const distance = isUnmeasured ? undefined : zone.boundaryDistance;
  // Outside by measure, but inside by declaration.
  const isFarIn = zone.relation !== 'inside' || (distance ?? 0) <= 0;
  const away = distance === undefined || !isFarIn ? '' : `, à ${metres(distance)} de la limite`;
  return `  ${zoneLabel(zone)}${away}`;
}

function answerLabel(answer: Answer): string {
  return outcomeLabels[answer] ?? answer;
}

/** A proof may come from another version of the program and have a tier that this one lacks. */
function labelOfTier(tier: string, band: number | null): string {
  return tierLabel(tier as Tier, band) ?? tier;
}

/** Removes control characters, so that a file cannot send commands to the terminal. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, ' ');
}
