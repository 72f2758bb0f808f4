import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../questions/problem.ts';

/**
 * Reads the key of a request that may be sent twice (`Idempotency-Key`), with or without the quotes of a structured
 * field. Throws a Problem for a text that is no key, without repeating it.
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = String(given).replace(/^"(.*)"$/, '$1');
  if (KEY.test(key)) return key;
  const message =
    `« Idempotency-Key » : ${SHORTEST} à ${LONGEST} caractères ASCII visibles sont attendus, tirés au hasard, comme ` +
    `un UUID ; reçu : un texte de ${key.length} caractères.`;
  throw new Problem('invalid-input', message, { errors: [{ path: 'Idempotency-Key', message }] });
}

/** In characters: nobody gets the receipt of another by trying short keys. */
const SHORTEST = 8;
const LONGEST = 255;
const KEY = new RegExp(`^[!-~]{${SHORTEST},${LONGEST}}$`);
