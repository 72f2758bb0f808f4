import { load } from 'js-yaml';
import { escapeHtml, type Page, writePage } from './html-page.ts';

/** The API's description (OpenAPI 3.1, as YAML) as a page for people: every operation with its parameters and examples. */
export function writeReferencePage(description: string): Page {
  const definition = { href: '/openapi.yaml', title: 'openapi.yaml' };
  return writeReference(load(description) as object, { definition, home: '/' });
}

/** The same of a description that is no text any more; OpenAPI 3.0 will do. */
export function writeReference(description: object, around: Around): Page {
  return new ReferencePage(description as OpenApi, around).write();
}

/** Where the page leads: to the description that it shows, for programs, and to where its service begins. */
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

/** As much of JSON Schema as the description uses. */
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
        `<li><a href="#${operation.operationId}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a> <span class="soft">${escapeHtml(operation.summary)}</span></li>`,
    );
    const sections = tags.map(({ name, description }) => {
      const own = operations.filter(({ operation }) => operation.tags.includes(name));
      return `<h2>${escapeHtml(name)}</h2>${paragraphs(description)}${own.map((one) => this.#operation(one.path, one.method, one.operation)).join('')}`;
    });
    const schemas = Object.entries(components.schemas).map(
      ([name, schema]) => `<article id="schema-${name}"><h3><code>${name}</code></h3>${this.#schema(schema)}</article>`,
    );
    return writePage(
      escapeHtml(info.title),
      `<main><h1>${escapeHtml(info.title)}</h1>
<p class="soft">Version ${escapeHtml(info.version)} · <a href="${escapeHtml(definition.href)}">${escapeHtml(definition.title)}</a> · <a href="${escapeHtml(home)}">accueil</a></p>
${paragraphs(info.description)}<nav aria-label="Opérations"><ul>${links.join('')}</ul></nav>
${sections.join('\n')}<h2>Objets</h2>${schemas.join('')}</main>`,
    );
  }

  #operation(path: string, method: string, operation: Operation): string {
    const { operationId, summary, description, parameters, requestBody, responses } = operation;
    return `<article id="${operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3>
<p><strong>${escapeHtml(summary)}</strong></p>${paragraphs(description ?? '')}
${this.#parameters(parameters ?? [])}
${requestBody ? `<h4>Corps de la requête</h4>${this.#content(requestBody.content)}` : ''}
<h4>Réponses</h4>${Object.entries(responses)
      .map(([status, response]) => this.#response(status, response))
      .join('')}
</article>`;
  }

  #parameters(parameters: readonly (Parameter | Reference)[]): string {
    if (parameters.length === 0) return '';
    const rows = parameters.map((one) => {
      const parameter = '$ref' in one ? this.#find<Parameter>(one.$ref) : one;
      const required = parameter.required ? ' <span class="required">obligatoire</span>' : '';
      return `<tr><td><code>${escapeHtml(parameter.name)}</code>${required}</td><td>${this.#typeOf(parameter.schema)}</td><td>${inline(parameter.description)}</td></tr>`;
    });
    return `<h4>Paramètres</h4><table><thead><tr><th>Nom</th><th>Type</th><th>Sens</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
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
        const shown = Object.values(examples ?? {}).map(
          ({ summary, value }) =>
            `${summary ? `<p class="soft">${inline(summary)}</p>` : ''}<pre><code>${escapeHtml(typeof value === 'string' ? value : JSON.stringify(value, null, 2))}</code></pre>`,
        );
        return `<p><code>${escapeHtml(mediaType)}</code>${schema ? ` : ${this.#typeOf(schema)}` : ''}</p>${shown.join('')}`;
      })
      .join('');
  }

  #schema(schema: Schema): string {
    const own = paragraphs(schema.description ?? '');
    const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])];
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0)
      return `${own}<p>${parts.length > 0 ? parts.map((part) => this.#typeOf(part)).join(' ou ') : this.#typeOf(schema)}</p>`;
    const rows = properties.map(([name, property]) => {
      const required = schema.required?.includes(name) ? ' <span class="required">toujours</span>' : '';
      const described = property.description ?? (property.$ref ? '' : (property.items?.description ?? ''));
      return `<tr><td><code>${escapeHtml(name)}</code>${required}</td><td>${this.#typeOf(property)}</td><td>${inline(described)}</td></tr>`;
    });
    const inherited = (schema.allOf ?? []).map((part) => `<p>Tout de ${this.#typeOf(part)}, et :</p>`).join('');
    return `${own}${inherited}<table><thead><tr><th>Champ</th><th>Type</th><th>Sens</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  }

  #typeOf(schema: Schema): string {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)!;
      return `<a href="#schema-${name}"><code>${name}</code></a>`;
    }
    if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
    if (schema.enum) return schema.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(', ');
    if (schema.oneOf) return schema.oneOf.map((one) => this.#typeOf(one)).join(' ou ');
    if (schema.items) return `liste de ${this.#typeOf(schema.items)}`;
    const type = [schema.type ?? 'any'].flat().join(' ou ');
    return `<span class="soft">${escapeHtml(schema.format ? `${type} (${schema.format})` : type)}</span>`;
  }

  #find<T>(reference: string): T {
    const found = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], this.#api);
    return found as T;
  }
}

/** Paragraphs and lists of the little Markdown that descriptions use. */
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
  return escapeHtml(markdown.trim())
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}
