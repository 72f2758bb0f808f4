#!/usr/bin/env node
import { commandLine } from './commands/command-line.ts';

// Whoever reads may have seen enough (`perimetre … | head`): that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await commandLine(process.argv.slice(2));
