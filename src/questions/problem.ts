/**
 * An error of a request, with the fields of RFC 9457. Code below a route throws it; the error handler sends it. Its
 * texts never contain an address or a coordinate.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ProblemKind,
    detail: string,
    more: { errors?: readonly Fault[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.kind = kind;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }

  get status(): number {
    return problemKinds[this.kind].status;
  }

  /** Returns the body of the answer. `path` is the path of the request, without its query. */
  toBody(path: string): ProblemBody {
    const { status, title } = problemKinds[this.kind];
    return {
      type: `/problems/${this.kind}`,
      title,
      status,
      detail: this.message,
      instance: path,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    };
  }
}

/** One fault of a request: its path (`points[17].lon`) and the expected value, in French. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
}

export const problemContentType = 'application/problem+json; charset=utf-8';

/** The kinds are stable: clients recognise a problem by its type, `/problems/KIND`. */
export const problemKinds = {
  'invalid-input': { status: 400, title: 'Données invalides' },
  'exchanged-coordinates': { status: 400, title: 'Longitude et latitude inversées' },
  'malformed-json': { status: 400, title: 'JSON mal formé' },
  'malformed-csv': { status: 400, title: 'CSV illisible' },
  'bad-request': { status: 400, title: 'Requête mal formée' },
  'secret-required': { status: 401, title: 'Secret attendu' },
  'wrong-secret': { status: 403, title: 'Secret refusé' },
  'not-found': { status: 404, title: 'Ressource introuvable' },
  'unknown-version': { status: 404, title: 'Version des données inconnue' },
  'method-not-allowed': { status: 405, title: 'Méthode non autorisée' },
  'request-timeout': { status: 408, title: 'Requête trop lente' },
  'question-differs': { status: 409, title: 'Autre question que celle enregistrée' },
  'content-too-large': { status: 413, title: 'Contenu trop volumineux' },
  'too-many-points': { status: 413, title: 'Trop de points' },
  'uri-too-long': { status: 414, title: 'Adresse trop longue' },
  'unsupported-media-type': { status: 415, title: 'Type de contenu non pris en charge' },
  'headers-too-large': { status: 431, title: 'En-têtes trop volumineux' },
  'internal-error': { status: 500, title: 'Erreur interne' },
  'no-addresses': { status: 501, title: 'Recherche d’adresses indisponible ici' },
  'addresses-unavailable': { status: 503, title: 'Service d’adresses indisponible' },
  'not-ready': { status: 503, title: 'Service indisponible' },
} as const;
export type ProblemKind = keyof typeof problemKinds;
