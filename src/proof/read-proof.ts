import { attachmentOf, LARGEST_PROOF } from './pdf/attachment.ts';
import type { SignedProof } from './proof.ts';

/**
 * Reads the proof in a PDF or JSON file, without verifying it. Throws an Error of one French line for any other file.
 * Runs in Node and in browsers.
 */
export async function readProof(file: Uint8Array): Promise<SignedProof> {
  const isPdf = PDF.every((byte, i) => file[i] === byte);
  const bytes = isPdf ? await attachmentOf(file) : file;
  if (bytes.length > LARGEST_PROOF) throw new Error(NOT_A_PROOF);
  let proof: unknown;
  try {
    proof = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error(NOT_A_PROOF);
  }
  if (!isProof(proof)) throw new Error(NOT_A_PROOF);
  return proof;
}

/** « %PDF- » */
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];
const NOT_A_PROOF =
  'Ce fichier n’est pas une preuve de Périmètre : un PDF ou un JSON délivré par le service est attendu.';

type Json = Readonly<Record<string, unknown>>;

/** Whether the value has the structure of a proof, so that it can be displayed safely. */
function isProof(value: unknown): value is SignedProof {
  if (!isObject(value) || value.format !== 'perimetre-proof/1') return false;
  const { demo, issuer, question, place, answer, signature } = value;
  return (
    (demo === undefined || demo === true) &&
    areTexts(value, ['reference', 'issuedOn', 'dataVersion', 'rulesVersion']) &&
    isObject(issuer) &&
    areTexts(issuer, ['name']) &&
    (issuer.url === null || typeof issuer.url === 'string') &&
    isObject(question) &&
    ['eligibility', 'adulte-relais', 'address-eligibility'].includes(String(question.kind)) &&
    isObject(question.body) &&
    (place === null || isPlace(place)) &&
    isObject(answer) &&
    areTexts(answer, ['date', 'tier', 'certainty']) &&
    (answer.generation === null || typeof answer.generation === 'string') &&
    (answer.possibleTiers === undefined || areAllTexts(answer.possibleTiers)) &&
    areAll(answer.zones, (zone) => areTexts(zone, ['id', 'kind', 'name', 'relation'])) &&
    areMessages(answer.reasons) &&
    areAll(answer.verdicts, isVerdict) &&
    isObject(signature) &&
    Object.keys(signature).length === 3 &&
    areTexts(signature, ['key', 'value']) &&
    signature.algorithm === 'Ed25519'
  );
}

function isPlace(place: unknown): boolean {
  return (
    isObject(place) &&
    (place.address === null || typeof place.address === 'string') &&
    isPosition(place) &&
    (place.positions === undefined || areAll(place.positions, isPosition))
  );
}

function isPosition({ lon, lat, uncertainty }: Json): boolean {
  return [lon, lat, uncertainty].every((number) => typeof number === 'number');
}

function isVerdict(verdict: Json): boolean {
  const { amount, alternatives, reasons, conditions, notices, references, whomToAsk } = verdict;
  return (
    areTexts(verdict, ['scheme', 'verdict', 'certainty']) &&
    (amount === null || isObject(amount)) &&
    areAllTexts(alternatives) &&
    [reasons, conditions, notices].every(areMessages) &&
    areAll(references, () => true) &&
    areAll(whomToAsk, (service) => areTexts(service, ['label']))
  );
}

function areMessages(value: unknown): boolean {
  return areAll(value, (message) => areTexts(message, ['code', 'message']));
}

function areAll(value: unknown, isOne: (one: Json) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one) && isOne(one));
}

function areAllTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function areTexts(object: Json, names: readonly string[]): boolean {
  return names.every((name) => typeof object[name] === 'string');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
