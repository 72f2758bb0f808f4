import { type Problem, type ProblemBody, problemContentType } from '../questions/problem.ts';

/**
 * A problem as the one who asked expects to read it, by the path of the request: in the words of RFC 9457, but for the façades,
 * whose clients know the errors of the services that those stand in for.
 */
export function writeProblem(problem: Problem, path: string): { contentType: string; body: string } {
  if (GEOCODER.test(path)) return { contentType: JSON_TYPE, body: JSON.stringify(toGeocoderError(problem)) };
  if (SIG_VILLE.test(path)) return { contentType: JSON_TYPE, body: JSON.stringify(toSigVilleError(problem)) };
  const body: ProblemBody = problem.toBody(path);
  return { contentType: problemContentType, body: JSON.stringify(body) };
}

const GEOCODER = /^\/(?:geocodage|search|reverse)(?:\/|$)/;
const SIG_VILLE = /^\/(?:service\/georeferenceur|api\/xy)/;
const JSON_TYPE = 'application/json; charset=utf-8';

/** As the Géoplateforme's geocoder tells it; a question that is not understood has its very message, which scripts know. */
function toGeocoderError({ status, kind, message, errors }: Problem) {
  return {
    code: status,
    message: kind === 'invalid-input' ? 'Failed parsing query' : message,
    detail: errors.map(({ path, message: fault }) => `${path}: ${fault}`),
  };
}

/** The State's tool documents no error: no code that could be taken for an answer, and why. */
function toSigVilleError({ status, message, errors }: Problem) {
  return {
    code_reponse: status === 501 || status === 503 ? 'SERVICE_INDISPONIBLE' : 'ERREUR',
    message,
    erreurs: errors.map(({ path, message: fault }) => ({ parametre: path, message: fault })),
    reponses: [],
  };
}
