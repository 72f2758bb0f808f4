import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../questions/problem.ts';
import { refuseRepeatedNames } from './repeated-names.ts';
import { readWhole } from './whole-body.ts';

/**
 * Accepts JSON bodies only; a route may add other types. Answers a Problem for malformed JSON, and for an object with
 * two fields of one name: readers of JSON do not agree on the one that counts.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    const body = await readWhole(payload, request.headers, LIMIT, TOO_LARGE);
    const value = parsed(body);
    refuseRepeatedNames(body, value);
    return value;
  });
}

/** In bytes. */
const LIMIT = 10_000_000;
const TOO_LARGE = 'Le corps de la requête dépasse la taille permise (10 Mo en JSON).';
const decoder = new TextDecoder('utf-8', { fatal: true });

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch (error) {
    throw toProblem(error);
  }
}

/** The engine's message quotes the body, which may contain personal data: only the position of the fault is kept. */
function toProblem(error: unknown): Problem {
  if (!(error instanceof SyntaxError)) {
    return new Problem('malformed-json', 'Le corps de la requête n’est pas en UTF-8.');
  }
  const position = /at position (\d+)/.exec(error.message)?.[1];
  const where = position === undefined ? '' : `, à partir du caractère ${position}`;
  return new Problem(
    'malformed-json',
    `Le corps de la requête n’est pas du JSON bien formé${where}. (NaN et Infinity ne sont pas du JSON.)`,
  );
}
