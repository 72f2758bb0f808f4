import { escapeMarkup } from '../../french/escape.ts';
import { bound } from '../../french/spacing.ts';
import { type Page, writePage } from './html-page.ts';

/** Returns a parsed description (OpenAPI 3.0 or 3.1) as one page: every operation with its parameters and examples. */
export function writeReference(description: object, { definition, home }: Around): Page {
  const reference = new ReferenceParts(description);
  const { title, version, description: text } = reference.info;
  const operations = reference.tags.flatMap(({ operations }) => operations);
  const sections = reference.tags.map(
    ({ name, description, operations }) =>
      `<h2>${escapeMarkup(name)}</h2>${paragraphs(description)}` +
      operations.map((operation) => reference.operation(operation)).join(''),
  );
  const source = `<a href="${escapeMarkup(definition.href)}">${escapeMarkup(definition.title)}</a>`;
  return writePage(
    escapeMarkup(title),
    `<main><h1>${escapeMarkup(title)}</h1>
<p class="soft">Version ${escapeMarkup(version)} · ${source} · <a href="${escapeMarkup(home)}">accueil</a></p>
${paragraphs(text)}<nav aria-label="Opérations">${operationList(operations, '')}</nav>
${sections.join('\n')}<h2>Objets</h2>${reference.schemas()}</main>`,
  );
}

/** The links of the page: to the description itself, and to the first page of the service. */
interface Around {
  readonly definition: { readonly href: string; readonly title: string };
  readonly home: string;
}

interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Components;
}

interface Components {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description: string;
  readonly schema: Schema;
}

interface Response {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly examples?: Examples }>>;
type Examples = Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;

interface Reference {
  readonly $ref: string;
}

/** The parts of JSON Schema that the description uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** An operation at its place in the description. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The parts of a description as HTML. `objects` is the page of the objects, when it is another one. */
export class ReferenceParts {
  readonly #api: OpenApi;
  readonly #objects: string;

  constructor(description: object, objects = '') {
    this.#api = description as OpenApi;
    this.#objects = objects;
  }

  get info(): OpenApi['info'] {
    return this.#api.info;
  }

  /** The groups of the description. An operation with several tags is in the first of them. */
  get tags(): readonly (OpenApi['tags'][number] & { readonly operations: readonly PlacedOperation[] })[] {
    const operations = Object.entries(this.#api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    return this.#api.tags.map((tag) => ({
      ...tag,
      operations: operations.filter(({ operation }) => operation.tags[0] === tag.name),
    }));
  }

  /** All objects, each with its fields. */
  schemas(): string {
    return Object.entries(this.#api.components.schemas)
      .map(
        ([name, schema]) =>
          `<article id="schema-${name}"><h3><code>${name}</code></h3>${this.#schema(schema)}</article>`,
      )
      .join('');
  }

  /** The response that operations share for other problems, with its examples. */
  otherProblems(): string {
    const { description, content } = this.#api.components.responses.OtherProblem!;
    const examples = this.#content(content!);
    return `<article id="${OTHERS}"><h3>Problèmes communs</h3>${paragraphs(description)}${examples}</article>`;
  }

  operation({ path, method, operation }: PlacedOperation): string {
    const { operationId, summary, description, parameters, requestBody, responses } = operation;
    return `<article id="${operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${brokenPath(path)}</code></h3>
<p><strong>${escapeMarkup(summary)}</strong></p>${paragraphs(description ?? '')}
${this.#parameters(parameters ?? [])}
${requestBody ? `<h4>Corps de la requête</h4>${this.#content(requestBody.content)}` : ''}
<h4>Réponses</h4>${Object.entries(responses)
      .map(([status, response]) => this.#response(status, response))
      .join('')}
</article>`;
  }

  #parameters(parameters: readonly (Parameter | Reference)[]): string {
    if (parameters.length === 0) return '';
    const rows = parameters.map((item) => {
      const parameter = '$ref' in item ? this.#find<Parameter>(item.$ref) : item;
      const required = parameter.required ? ' <span class="required">obligatoire</span>' : '';
      const { name, schema, description } = parameter;
      return tableRow(`<code>${escapeMarkup(name)}</code>${required}`, this.#typeOf(schema), inline(description));
    });
    return `<h4>Paramètres</h4>${meaningTable('Nom', rows)}`;
  }

  #response(status: string, given: Response | Reference): string {
    if (status === 'default' && this.#objects !== '' && '$ref' in given) {
      const { description } = this.#find<Response>(given.$ref);
      return `<p>${inline(description)} <a href="${this.#objects}#${OTHERS}">Les problèmes communs</a></p>`;
    }
    const response = '$ref' in given ? this.#find<Response>(given.$ref) : given;
    const isError = status === 'default' || Number(status) >= 400;
    const body = response.content ? this.#content(response.content) : '';
    const head = `<code>${status}</code> ${inline(response.description)}`;
    if (body === '') return `<p>${head}</p>`;
    return `<details${isError ? '' : ' open'}><summary>${head}</summary>${body}</details>`;
  }

  #content(content: Content): string {
    return Object.entries(content)
      .map(([mediaType, { schema, examples }]) => {
        const shown = Object.values(examples ?? {}).map(({ summary, value }) => {
          const caption = summary ? `<p class="soft">${inline(summary)}</p>` : '';
          const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
          // A table keeps its lines, and can be scrolled with the keyboard.
          const attributes =
            mediaType === 'text/csv' ? ' class="table" tabindex="0" role="group" aria-label="Exemple"' : '';
          return `${caption}<pre${attributes}><code>${escapeMarkup(text)}</code></pre>`;
        });
        const type = schema ? ` : ${this.#typeOf(schema)}` : '';
        return `<p><code>${escapeMarkup(mediaType)}</code>${type}</p>${shown.join('')}`;
      })
      .join('');
  }

  #schema(schema: Schema): string {
    const own = paragraphs(schema.description ?? '');
    const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])];
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0) {
      const types = parts.length > 0 ? parts : [schema];
      return `${own}<p>${types.map((part) => this.#typeOf(part)).join(' ou ')}</p>`;
    }
    const rows = properties.map(([name, property]) => {
      const required = schema.required?.includes(name) ? ' <span class="required">toujours</span>' : '';
      const described = property.description ?? (property.$ref ? '' : (property.items?.description ?? ''));
      return tableRow(`<code>${escapeMarkup(name)}</code>${required}`, this.#typeOf(property), inline(described));
    });
    const inherited = (schema.allOf ?? []).map((part) => `<p>Tout de ${this.#typeOf(part)}, et :</p>`).join('');
    return `${own}${inherited}${meaningTable('Champ', rows)}`;
  }

  #typeOf(schema: Schema): string {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)!;
      return `<a href="${this.#objects}#schema-${name}"><code>${name}</code></a>`;
    }
    if (schema.const !== undefined) return `<code>${escapeMarkup(JSON.stringify(schema.const))}</code>`;
    if (schema.enum) return schema.enum.map((value) => `<code>${escapeMarkup(String(value))}</code>`).join(', ');
    if (schema.oneOf) return schema.oneOf.map((item) => this.#typeOf(item)).join(' ou ');
    if (schema.items) return `liste de ${this.#typeOf(schema.items)}`;
    const type = [schema.type ?? 'any'].flat().join(' ou ');
    return `<span class="soft">${escapeMarkup(schema.format ? `${type} (${schema.format})` : type)}</span>`;
  }

  #find<T>(reference: string): T {
    const found = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], this.#api);
    return found as T;
  }
}

/** A list of links to operations, on the page `page` or on this one. */
export function operationList(operations: readonly PlacedOperation[], page: string): string {
  const links = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="${page}#${operation.operationId}"><code>${method.toUpperCase()} ${brokenPath(path)}</code></a> ` +
      `<span class="soft">${escapeMarkup(operation.summary)}</span></li>`,
  );
  return `<ul>${links.join('')}</ul>`;
}

/** A path that is broken before a slash where the line is too short. */
function brokenPath(path: string): string {
  return escapeMarkup(path).replace(/(?<=.)\//g, '<wbr>/');
}

const OTHERS = 'other-problems';

function tableRow(name: string, type: string, meaning: string): string {
  return `<tr><td>${name}</td><td>${type}</td><td>${meaning}</td></tr>`;
}

function meaningTable(first: string, rows: readonly string[]): string {
  const head = `<tr><th>${first}</th><th>Type</th><th>Sens</th></tr>`;
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Converts the paragraphs and lists of the small Markdown subset that descriptions use. */
export function paragraphs(markdown: string): string {
  return markdown
    .trim()
    .split(/\n\s*\n/)
    .filter((block) => block !== '')
    .map((block) => {
      const items = block.split(/^- /m).filter((item) => item.trim() !== '');
      if (block.startsWith('- ')) return `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
      return `<p>${inline(block)}</p>`;
    })
    .join('\n');
}

function inline(markdown: string): string {
  return escapeMarkup(spaced(markdown.trim()))
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}

/** French spacing outside code. */
function spaced(markdown: string): string {
  return markdown
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? part : bound(part)))
    .join('');
}
