import type { FastifyInstance, FastifyRequest } from 'fastify';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { LARGEST_PROOF } from '../../proof/pdf/attachment.ts';
import { DrawingQueue } from '../../proof/pdf/drawing-queue.ts';
import type { Proof } from '../../proof/proof.ts';
import { proofOf, type Shown } from '../../proof/prove.ts';
import type { Decision } from '../../proof/records.ts';
import { readReference } from '../../proof/reference.ts';
import { answeredAgain, rulebookOf } from '../../questions/answered-again.ts';
import { Faults } from '../../questions/faults.ts';
import { Fields } from '../../questions/fields.ts';
import { Problem } from '../../questions/problem.ts';
import { refuseQuery } from '../../questions/query.ts';
import { dateField, readQuestion } from '../../questions/question.ts';
import { refuseBusy } from '../../questions/record.ts';
import { JSON_TYPE, sendCacheable } from '../cacheable.ts';
import { drawProof } from '../draw-proof.ts';
import { prefersJson } from '../media-type.ts';

/** The recorded answers: reading one, erasing it, proving it; and the public keys that verify proofs. */
export function decisionsRoutes(app: FastifyInstance, loaded: Loaded, issuer: Proof['issuer']): void {
  const { decisions, keys } = loaded;
  const drawing = new DrawingQueue();
  app.addHook('onClose', () => drawing.close());

  app.get('/v1/decisions/:reference', (request) => {
    refuseQuery(request.query as string);
    return decisionOf(request, loaded);
  });

  app.delete('/v1/decisions/:reference', async (request, reply) => {
    refuseQuery(request.query as string);
    const { reference } = decisionOf(request, loaded);
    const erasure = await decisions.erase(reference, secretOf(request)).catch(refuseBusy);
    if (erasure === 'unknown') throw unknownDecision();
    if (erasure === 'wrong-secret') {
      throw new Problem('wrong-secret', 'Ce secret n’est pas celui qui a été remis à l’enregistrement de la réponse.');
    }
    return reply.code(204).send();
  });

  app.post('/v1/decisions/:reference/proof', async (request, reply) => {
    refuseQuery(request.query as string);
    const decision = decisionOf(request, loaded);
    const { question, show } = readProofRequest(request.body);
    const body = { ...question, [dateField[decision.kind]]: question[dateField[decision.kind]] ?? decision.date };
    const rulebook = rulebookOf(decision, loaded);
    const read = prefixed('question', () => readQuestion(decision.kind, body, rulebook));
    const { outcome } = await answeredAgain(decision, read, rulebook, loaded);
    const proof = proofOf(decision, { body, outcome }, show, issuer, todayInParis());
    refuseTooLarge(proof);
    const signed = keys.sign(proof);
    const isJson = prefersJson(request.headers.accept);
    reply.header(
      'content-disposition',
      `attachment; filename="perimetre-${decision.reference}.${isJson ? 'json' : 'pdf'}"`,
    );
    if (isJson) return reply.type(JSON_TYPE).send(JSON.stringify(signed));
    return reply.type('application/pdf').send(Buffer.from(await drawProof(signed, loaded, drawing)));
  });

  app.get('/.well-known/perimetre-keys.json', (request, reply) => {
    refuseQuery(request.query as string);
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify({ keys: keys.list() }));
  });
}

function decisionOf(request: FastifyRequest, { decisions }: Loaded): Decision {
  const reference = readReference((request.params as { reference: string }).reference);
  const decision = reference === null ? null : decisions.find(reference);
  if (decision === null) throw unknownDecision();
  return decision;
}

function unknownDecision(): Problem {
  return new Problem(
    'not-found',
    'Aucune réponse enregistrée ne porte cette référence : elle est mal recopiée, effacée, ou sa durée de ' +
      'conservation est passée.',
  );
}

function secretOf(request: FastifyRequest): string {
  const secret = /^Bearer +([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (secret !== undefined) return secret;
  throw new Problem(
    'secret-required',
    'Le secret remis à l’enregistrement est attendu dans l’en-tête Authorization : « Bearer » suivi du secret.',
    { headers: { 'www-authenticate': 'Bearer realm="perimetre"' } },
  );
}

function readProofRequest(body: unknown): { question: Record<string, unknown>; show: Shown } {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const question = fields.raw('question');
  if (typeof question !== 'object' || question === null || Array.isArray(question)) {
    faults.add('question', '« question » : le corps envoyé à la route qui a répondu est attendu, un objet JSON.');
  }
  const shown = fields.raw('show');
  const show = new Fields(shown === undefined ? {} : shown, 'show', faults);
  const place = show.boolean('place') ?? true;
  const facts = show.boolean('facts') ?? true;
  show.close();
  fields.close();
  faults.throwIfAny();
  const { record: _, explain: __, ...asked } = question as Record<string, unknown>;
  return { question: asked, show: { place, facts } };
}

/** A proof too large to be verified is not signed. */
function refuseTooLarge(proof: Proof): void {
  if (Buffer.byteLength(JSON.stringify(proof)) <= LARGEST_PROOF - SIGNATURE) return;
  throw new Problem(
    'content-too-large',
    `La preuve de cette question dépasserait ${LARGEST_PROOF / 1_000_000} Mo : posez-la de nouveau, plus ` +
      'courte, et enregistrez sa réponse.',
  );
}

/** The most bytes that a signature adds. */
const SIGNATURE = 300;

/** Runs a reader of a part of the body; its faults get their path in the whole body. */
function prefixed<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.errors.map(({ path, message }) => ({ path: path === '' ? name : `${name}.${path}`, message }));
    throw new Problem(error.kind, error.message, { errors, headers: error.headers });
  }
}
