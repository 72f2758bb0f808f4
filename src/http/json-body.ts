import type { FastifyInstance } from 'fastify';
import { Problem } from '../questions/problem.ts';

/** Accepts JSON bodies only; a route may add other types. Answers a Problem for malformed JSON. */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, JSON.parse(decoder.decode(body)));
    } catch (error) {
      done(toProblem(error), undefined);
    }
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

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
