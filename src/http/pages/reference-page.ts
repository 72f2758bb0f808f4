import { load } from 'js-yaml';
import { escapeMarkup } from '../../french/escape.ts';
import { type Page, writePage } from './html-page.ts';

/**
 * Returns the API's description (OpenAPI 3.1, as YAML) as an HTML page: every operation with its parameters and
 * examples.
 */
export function writeReferencePage(description: string): Page {
  const definition = { href: '/openapi.yaml', title: 'openapi.yaml' };
  return writeReference(load(description) as object, { definition, home: '/' });
}

/** Returns the same page for a parsed description, OpenAPI 3.0 or 3.1. */
export function writeReference(description: object, around: Around): Page {
  return new ReferencePage(description as OpenApi, around).write();
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

interface Operation {
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

class ReferencePage {
  readonly #api: OpenApi;
  readonly #around: Around;

  constructor(api: OpenApi, around: Around) {
    this.#api = api;
    this.#around = around;
  }

  write(): Page {
    const { info, tags, components } = this.#api;
    const { definition, home } = this.#around;
    const operations = Object.entries(this.#api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const links = operations.map(
      ({ path, method, operation }) =>
        `<li><a href="#${operation.operationId}"><code>${method.toUpperCase()} ` +
        `${escapeMarkup(path)}</code></a> <span class="soft">${escapeMarkup(operation.summary)}</span></li>`,
    );
    const sections = tags.map(({ name, description }) => {
      const own = operations.filter(({ operation }) => operation.tags.includes(name));
      const articles = own.map(({ path, method, operation }) => this.#operation(path, method, operation));
      return `<h2>${escapeMarkup(name)}</h2>${paragraphs(description)}${articles.join('')}`;
    });
    const schemas = Object.entries(components.schemas).map(
      ([name, schema]) => `<article id="schema-${name}"><h3><code>${name}</code></h3>${this.#schema(schema)}</article>`,
    );
    const source = `<a href="${escapeMarkup(definition.href)}">${escapeMarkup(definition.title)}</a>`;
    return writePage(
      escapeMarkup(info.title),
      `<main><h1>${escapeMarkup(info.title)}</h1>
<p class="soft">Version ${escapeMarkup(info.version)} · ${source} · <a href="${escapeMarkup(home)}">accueil</a></p>
${paragraphs(info.description)}<nav aria-label="Opérations"><ul>${links.join('')}</ul></nav>
${sections.join('\n')}<h2>Objets</h2>${schemas.join('')}</main>`,
    );
  }

  #operation(path: string, method: string, operation: Operation): string {
    const { operationId, summary, description, parameters, requestBody, responses } = operation;
    return `<article id="${operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escapeMarkup(path)}</code></h3>
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
    const response = '$ref' in given ? this.#find<Response>(given.$ref) : given;
    const isError = Number(status) >= 400;
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
          return `${caption}<pre><code>${escapeMarkup(text)}</code></pre>`;
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
      return `<a href="#schema-${name}"><code>${name}</code></a>`;
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

function tableRow(name: string, type: string, meaning: string): string {
  return `<tr><td>${name}</td><td>${type}</td><td>${meaning}</td></tr>`;
}

function meaningTable(first: string, rows: readonly string[]): string {
  const head = `<tr><th>${first}</th><th>Type</th><th>Sens</th></tr>`;
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Converts the paragraphs and lists of the small Markdown subset that descriptions use. */
function paragraphs(markdown: string): string {
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
  return escapeMarkup(markdown.trim())
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}
