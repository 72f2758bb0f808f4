#!/usr/bin/env node
import { keepCompiled } from './compile-cache.ts';

keepCompiled();

// Whoever reads may have seen enough (`perimetre … | head`): that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
const { commandLine } = await import('./commands/command-line.ts');
process.exitCode = await commandLine(process.argv.slice(2));
