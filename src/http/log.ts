import type { FastifyServerOptions } from 'fastify';

/**
 * The log: JSON lines, one for a start, a stop, a new version and an answer of 500 or more. Nothing that a request brings is
 * ever written, at any level: of a request its route's pattern, of an error its name, its code and where it was thrown.
 */
export function logOptions(level: string, destination?: LogDestination): LoggerOptions {
  return {
    level,
    ...(destination ? { stream: destination } : {}),
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: {
      req: () => ({}),
      res: () => ({}),
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        // What the message says may be what a request said.
        message: '',
        stack: framesOf(error).join('\n'),
      }),
    },
    hooks: {
      logMethod(args, method) {
        // The framework speaks of an error, or of a request, in sentences that may quote it: only ours pass.
        const [first, sentence] = args as unknown[];
        if (typeof first !== 'object' || first === null) return;
        const error = first instanceof Error ? first : (first as { err?: unknown }).err;
        const quotes = error instanceof Error && (sentence === undefined || sentence === error.message);
        if (first instanceof Error || quotes) method.apply(this, [{ err: error }, 'error']);
        else method.apply(this, args);
      },
    },
  };
}

/** The stack without its head, which is the message. */
function framesOf(error: Error): string[] {
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
}

export interface LogDestination {
  write(line: string): void;
}

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>;
