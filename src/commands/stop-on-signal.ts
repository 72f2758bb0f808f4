/**
 * Returns an AbortSignal that SIGINT and SIGTERM abort. A run then stops between two pieces, and its output can be
 * resumed or removed. Without `isHeeded`, the signals end the program as usual.
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
