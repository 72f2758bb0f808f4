import { cleanTyped } from '../french/typed-text.ts';
import type { Proof } from './proof.ts';

/** Returns the address as typed, where the question has one and shows it; else null. */
export function typedAddress({ body }: Pick<Proof['question'], 'body'>): string | null {
  const { where, residence, address } = body as Readonly<Record<string, unknown>>;
  const place = (where ?? residence) as { readonly address?: unknown } | null | undefined;
  const typed = place?.address ?? address;
  return typeof typed === 'string' ? cleanTyped(typed).trim() : null;
}
