#!/usr/bin/env node
import { keepCompiled } from './compile-cache.ts';

keepCompiled();
try {
  const { serve } = await import('./http/serve.ts');
  await serve(true);
} catch (error) {
  process.stderr.write(`perimetre : ${(error as Error).message}\n`);
  process.exit(1);
}
