import { type Problem, type ProblemBody, problemContentType } from '../questions/problem.ts';
import { JSON_TYPE } from './cacheable.ts';

/**
 * Returns a problem in the format of the requested path: RFC 9457, except under the paths that imitate other services,
 * which answer errors like those services.
 */
export function writeProblem(problem: Problem, path: string): { contentType: string; body: string } {
  if (GEOCODER.test(path)) return { contentType: JSON_TYPE, body: JSON.stringify(toGeocoderError(problem)) };
  if (SIG_VILLE.test(path)) return { contentType: JSON_TYPE, body: JSON.stringify(toSigVilleError(problem)) };
  const body: ProblemBody = problem.toBody(path);
  return { contentType: problemContentType, body: JSON.stringify(body) };
}

const GEOCODER = /^\/(?:geocodage|search|reverse)(?:\/|$)/;
const SIG_VILLE = /^\/(?:service\/georeferenceur|api\/xy)/;

/** An error of the Géoplateforme's geocoder. Scripts test its message for invalid queries, so it is the same. */
function toGeocoderError({ status, kind, message, errors }: Problem) {
  return {
    code: status,
    message: kind === 'invalid-input' ? 'Failed parsing query' : message,
    detail: errors.map(({ path, message: fault }) => `${path}: ${fault}`),
  };
}

/** The State's tool documents no error: the code is one that is no answer, with the cause. */
function toSigVilleError({ status, message, errors }: Problem) {
  return {
    code_reponse: status === 501 || status === 503 ? 'SERVICE_INDISPONIBLE' : 'ERREUR',
    message,
    erreurs: errors.map(({ path, message: fault }) => ({ parametre: path, message: fault })),
    reponses: [],
  };
}
