import { parentPort } from 'node:worker_threads';
import type { SignedProof } from '../proof.ts';
import { type ProofContext, proofPdf } from './proof-pdf.ts';

/** Worker of `DrawingQueue`: draws one proof at a time. */
export interface Order {
  readonly proof: SignedProof;
  readonly context: ProofContext;
}

export type Drawn = { readonly pdf: Uint8Array } | { readonly error: unknown };

parentPort?.on('message', async ({ proof, context }: Order) => {
  try {
    const pdf = await proofPdf(proof, context);
    parentPort?.postMessage({ pdf } satisfies Drawn, [pdf.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Drawn);
  }
});
