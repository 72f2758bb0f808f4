import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { visibleText } from '../../files/visible-text.ts';
import type { Loaded } from '../../load.ts';
import { Problem } from '../../questions/problem.ts';
import { toAddressProblem } from '../../questions/where.ts';
import { dropRest } from '../body/encoded-body.ts';
import { readWhole } from '../body/whole-body.ts';
import { REMARKS, remarksField } from '../remarks-header.ts';
import { checkAvailable } from './places.ts';
import { geocoderPaths } from './routes.ts';

/**
 * `POST /search/csv` and `POST /reverse/csv`: answer a file of addresses or points with the results of each row, like
 * addok and the Géoplateforme, and with the quarters when their columns are requested.
 */
export function geocoderCsvRoutes(app: FastifyInstance, loaded: Loaded): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('multipart/form-data', (_request, payload, parsed) => parsed(null, payload));
    scope.addContentTypeParser('*', (_request, payload, parsed) => {
      dropRest(payload);
      parsed(new Problem('unsupported-media-type', 'Un formulaire est attendu (multipart/form-data).'));
    });
    for (const verb of ['search', 'reverse'] as const) {
      for (const path of geocoderPaths(`/${verb}/csv`)) {
        scope.post(path, async (request, reply) => {
          const { headers, query, body } = request;
          if (!(body instanceof Readable))
            throw new Problem('bad-request', 'Un formulaire est attendu (multipart/form-data).');
          const form = await readWhole(body, headers, LIMIT, TOO_LARGE);
          const [{ readFileForm }, { answerFile }] = await Promise.all([
            import('./form.ts'),
            import('./answer-file.ts'),
          ]);
          const question = await readFileForm(form, String(headers['content-type']), query as string, verb);
          try {
            checkAvailable(loaded.addresses);
          } catch (error) {
            throw toAddressProblem(error, loaded.addresses);
          }
          const remarks = remarksField(question.file.remarks);
          if (remarks !== null) reply.header(REMARKS, remarks);
          return reply
            .header('content-type', `text/csv; charset=${question.file.encoding}`)
            .header('content-disposition', attachmentOf(question.name))
            .send(Readable.from(answerFile(question, verb, loaded), { objectMode: false }));
        });
      }
    }
    done();
  });
}

/**
 * Names the answer after the file that was sent, as addok does: `list.csv` gives `list.geocoded.csv`, in UTF-8
 * (RFC 6266) when the name is not plain ASCII.
 */
function attachmentOf(sent: string | undefined): string {
  const [, last = ''] = /([^\\/]*)$/.exec(sent ?? '') ?? [];
  const stem = [...visibleText(last).replace(/\.[^.]*$/, '')].slice(0, LONGEST_NAME).join('').trim();
  const name = stem === '' ? 'geocoded.csv' : `${stem}.geocoded.csv`;
  const plain = name.replaceAll(/[^ -~]|["\\%]/g, '_');
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** In characters. */
const LONGEST_NAME = 100;
/** In bytes: the limit of the Géoplateforme. */
const LIMIT = 50_000_000;
const TOO_LARGE = `Le fichier dépasse la taille permise (${LIMIT / 1_000_000} Mo) : envoyez-le en plusieurs fois.`;
