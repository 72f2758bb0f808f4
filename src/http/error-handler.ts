import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../questions/problem.ts';
import { writeProblem } from './error-body.ts';

/** Answers every error as a problem, without repeating any part of the request. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  // A 501 or 503 that the code threw as a Problem is intended, so it is not logged as a failure.
  if (problem.status >= 500 && !(error instanceof Problem)) {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unmatched';
    request.log.error({ method, route, status: problem.status, durationMs: reply.elapsedTime, err: error }, 'failed');
  }
  sendProblem(problem, request, reply);
}

/** Sends a problem in the format of the requested path. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { contentType, body } = writeProblem(problem, shownPath(request.raw.url ?? '/'));
  reply.code(problem.status).headers(problem.headers).header('content-type', contentType).send(body);
}

/** Returns the path to show in an error: the path of a form's referential has an address, which is left out. */
function shownPath(url: string): string {
  const path = pathOf(url);
  return /\/referentiel\/adresses$/.test(path) ? path : path.replace(/referentiel\b.*/is, 'referentiel/adresse/{id}');
}

/** Returns the path of a URL, without its query. */
export function pathOf(url: string): string {
  return /^[^?#]*/.exec(url)![0];
}

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem(
        'unsupported-media-type',
        'Le type de contenu du corps (Content-Type) n’est pas pris en charge ici ; application/json est attendu.',
      );
    // The client has left: nobody reads this answer, and nothing failed here.
    case 'ECONNRESET':
      return new Problem('bad-request', 'La connexion a été rompue avant la fin de la requête.');
    case 'FST_ERR_BAD_URL':
      return new Problem('bad-request', 'Le chemin demandé n’est pas correctement encodé (RFC 3986, UTF-8).');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('uri-too-long', 'Un élément du chemin demandé est trop long.');
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return new Problem('bad-request', 'La requête n’a pas pu être lue ; elle est mal formée ou incomplète.');
  }
  return new Problem('internal-error', 'Le service a rencontré une erreur inattendue. Réessayez plus tard.');
}
