import type { FastifyServerOptions } from 'fastify';

/**
 * Returns the options of the log: JSON lines for a start, a stop, a new version and an answer of 500 or more. No
 * content of a request is logged, at any level: only the pattern of its route and, for an error, its name, its code and
 * its stack.
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
        // The message of an error may quote the request.
        message: '',
        stack: framesOf(error).join('\n'),
      }),
    },
    hooks: {
      logMethod(args, method) {
        // Messages of the framework about an error or a request may quote it: only our own are logged.
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

/** The stack without its first lines, which are the message. */
function framesOf(error: Error): string[] {
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
}

export interface LogDestination {
  write(line: string): void;
}

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>;
