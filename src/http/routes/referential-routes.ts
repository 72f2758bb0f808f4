import type { FastifyInstance } from 'fastify';
import { LONGEST_ADDRESS, SHORTEST_ADDRESS } from '../../address/address-length.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import type { Loaded } from '../../load.ts';
import {
  answerReferential,
  completeReferential,
  readCompletion,
  readReferential,
} from '../../questions/forms/address-referential.ts';
import { Problem } from '../../questions/problem.ts';
import { toAddressProblem } from '../../questions/where.ts';

/**
 * The advanced referential of demarche.numerique, which puts the address in the URL: `GET /referentiel/adresse/{id}`
 * answers for an address, `GET /referentiel/adresses?q=` completes one. Nothing stores it.
 */
export function referentialRoutes(app: FastifyInstance, loaded: Loaded): void {
  app.get<{ Params: { id: string } }>('/referentiel/adresse/:id', (request) =>
    answerReferential(readReferential(request.params.id, request.query as string, loaded.rulebook), loaded),
  );

  app.get('/referentiel/adresses', async (request) => {
    const { q, ...asked } = readCompletion(request.query as string, loaded.rulebook);
    const text = cleanTyped(q).trim();
    if (text.length > LONGEST_ADDRESS) {
      throw new Problem('invalid-input', `« q » : au plus ${LONGEST_ADDRESS} caractères sont attendus.`);
    }
    // One or two letters begin thousands of names: no suggestion yet.
    if (text.length < SHORTEST_ADDRESS) return { resultats: [] };
    const found = await loaded.addresses
      .search({ text, limit: SUGGESTIONS, autocomplete: true })
      .catch((error: unknown) => {
        throw toAddressProblem(error, loaded.addresses);
      });
    return completeReferential(found, asked, loaded);
  });
}

const SUGGESTIONS = 6;
