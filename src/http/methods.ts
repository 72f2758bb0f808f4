import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from '../questions/problem.ts';

/** Collects the methods of each route added from now on, by its pattern. */
export function collectMethods(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsOf.set(url, methods);
  });
  return methodsOf;
}

/**
 * Answers the methods that a route lacks: 405 with `Allow`, and 204 to OPTIONS. Call it after all routes are
 * registered.
 */
export function answerOtherMethods(app: FastifyInstance, methodsOf: ReadonlyMap<string, ReadonlySet<string>>): void {
  app.register((scope, _options, done) => {
    for (const [url, methods] of [...methodsOf]) {
      const allow = [...methods, 'OPTIONS'].sort().join(', ');
      scope.route({
        url,
        method: 'OPTIONS',
        handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
      });
      const others = ALL.filter((method) => !methods.has(method));
      scope.route({
        url,
        method: others,
        // Before the body is read: the method is the fault.
        onRequest: (_request, _reply, next) =>
          next(new Problem('method-not-allowed', `Cette ressource n’accepte que ${allow}.`, { headers: { allow } })),
        handler: () => {},
      });
    }
    done();
  });
}

const ALL: HTTPMethods[] = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
