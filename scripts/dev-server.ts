/** Builds the pages where their sources have changed, then starts the server from its sources: see dev.ts. */
const stop = () => process.exit();
process.once('SIGTERM', stop);
await import('./build-web.ts');
// From here on the server finishes the requests under way before it stops.
process.off('SIGTERM', stop);
await import('../src/server.ts');
