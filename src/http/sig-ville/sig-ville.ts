import type { FastifyInstance } from 'fastify';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { searchAddress } from '../../questions/where.ts';
import { situationOfAddress } from '../../situation/address-situation.ts';
import { situationOf } from '../../situation/situation.ts';
import { dayOf, quarterAnswer, wholeAnswer } from './sig-ville-answer.ts';
import {
  type GeoreferencerQuestion,
  readGeoreferencerBody,
  readGeoreferencerQuery,
  readPointQuery,
} from './sig-ville-question.ts';

/**
 * The georeferencer of SIG Ville, the State's tool: whether an address or a point is in a quarter of a given type. Its
 * contract puts the address in the URL. An answer that is not certain is neither `OUI` nor `NON`.
 */
export function sigVilleRoutes(app: FastifyInstance, loaded: Loaded): void {
  app.get('/service/georeferenceur.json', (request) =>
    georeference(readGeoreferencerQuery(request.query as string), loaded),
  );
  app.post('/service/georeferenceur.json', (request) => georeference(readGeoreferencerBody(request.body), loaded));

  app.get('/api/xy.json', (request) => {
    const { types, lon, lat } = readPointQuery(request.query as string);
    const { zones } = loaded.current;
    const today = todayInParis();
    const reponses = types.map((type) => {
      const situation = situationOf({ lon, lat, uncertainty: 0 }, dayOf(type, today), zones);
      return quarterAnswer(type, situation, zones, null);
    });
    return { code_reponse: wholeAnswer(reponses), reponses, adresse: NO_ADDRESS };
  });
}

async function georeference({ types, text }: GeoreferencerQuestion, loaded: Loaded) {
  const candidates = await searchAddress({ address: text, citycode: undefined, postcode: undefined }, loaded);
  const { zones } = loaded.current;
  const today = todayInParis();
  const reponses = types.map((type) => {
    const found = situationOfAddress(candidates, { text }, dayOf(type, today), zones);
    return quarterAnswer(type, found.situation, zones, found);
  });
  const [best] = candidates;
  // SIG Ville gives scores out of 100.
  const adresse = best ? { label: best.label, score: Math.round(best.score * 10_000) / 100 } : NO_ADDRESS;
  return { code_reponse: wholeAnswer(reponses), reponses, adresse };
}

const NO_ADDRESS = { label: null, score: null };
