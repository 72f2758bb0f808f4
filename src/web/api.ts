import { servicePath } from './service-path.ts';

/**
 * Sends a request to the service and returns its answer. Throws an ApiError with a message for the person when the
 * service refuses or cannot be reached.
 */
export async function ask<T>(path: string, { body, signal, method }: RequestOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(servicePath(path), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      credentials: 'omit',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept: 'application/json' } }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('Le service ne répond pas : vérifiez votre connexion, et réessayez.', 0);
  }
  if (response.ok) return (await response.json()) as T;
  throw await toError(response);
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly method?: string;
}

/** A refusal, with the message of the service. */
export class ApiError extends Error {
  /** HTTP status; 0 when the service was not reached. */
  readonly status: number;
  /** For each wrong field, the expected value. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(message: string, status: number, errors: ApiError['errors'] = []) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
  }
}

export async function toError(response: Response): Promise<ApiError> {
  try {
    const { detail, errors } = (await response.json()) as { detail?: string; errors?: ApiError['errors'] };
    return new ApiError(detail ?? UNREADABLE, response.status, errors ?? []);
  } catch {
    return new ApiError(UNREADABLE, response.status);
  }
}

const UNREADABLE = 'Le service n’a pas pu répondre : réessayez dans un instant.';
