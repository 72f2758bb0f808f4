/**
 * A signal that SIGINT and SIGTERM abort, so that a run stops between two pieces and what it leaves can be gone on with, or be
 * cleared away. Without `isHeeded` they end the program as ever.
 */
export function stopOnSignal(isHeeded = true): { readonly signal: AbortSignal; forget(): void } {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  const heeded = isHeeded ? SIGNALS : [];
  for (const name of heeded) process.once(name, onSignal);
  return {
    signal: stop.signal,
    forget() {
      for (const name of heeded) process.removeListener(name, onSignal);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
