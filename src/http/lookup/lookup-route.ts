import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../../questions/data-version.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { DAY_EXPECTED, readCitycode, UNCERTAINTY_EXPECTED } from '../../questions/fields.ts';
import { faultPosition, isPosition } from '../../questions/position.ts';
import { parseDecimal, readQuery, refuseQuery } from '../../questions/query.ts';
import { MOST_UNCERTAIN } from '../../situation/place.ts';
import { JSON_TYPE } from '../cacheable.ts';
import { REMARKS } from '../remarks-header.ts';
import { sendPieces } from '../send-pieces.ts';
import { answerPoints } from './lookup-batch.ts';
import { answerCsv } from './lookup-csv.ts';
import { lookupsOn } from './lookups.ts';

/** `GET /v1/lookup` returns the situation of one point, `POST /v1/lookup` the short answers of many. */
export function lookupRoutes(app: FastifyInstance, loaded: Loaded, csvBodyLimit: number): void {
  app.get('/v1/lookup', (request, reply) => {
    const { lon, lat, uncertainty, citycode, formerCitycode, date, dataVersion } = readPoint(request.query as string);
    const { writer } = lookupsOn(zonesOf(loaded, dataVersion), date ?? todayInParis());
    reply.header('content-type', JSON_TYPE);
    reply.send(writer.write(lon, lat, uncertainty, citycode, formerCitycode));
  });

  app.register((scope, _options, done) => {
    // The only route with a body other than JSON: it reads the file while it arrives.
    scope.addContentTypeParser('text/csv', (_request, payload, parsed) => parsed(null, payload));
    scope.post('/v1/lookup', async (request, reply) => {
      if (request.body instanceof Readable) {
        const csv = await answerCsv(loaded, request.body, request.query as string, request.headers, csvBodyLimit);
        reply.header('content-type', csv.contentType);
        // The remarks of a short file are known when the answer begins; some clients do not read trailers.
        const remarks = csv.remarks();
        if (remarks !== null) reply.header(REMARKS, remarks);
        await sendPieces(reply, csv.rows, { name: REMARKS, value: csv.remarks });
        return reply;
      }
      refuseQuery(request.query as string);
      return reply.header('content-type', JSON_TYPE).send(await answerPoints(loaded, request.body));
    });
    done();
  });
}

interface PointQuery {
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty: number;
  readonly citycode?: string;
  readonly formerCitycode?: string;
  readonly date: string | undefined;
  readonly dataVersion: string | undefined;
}

const NAMES = ['lon', 'lat', 'date', 'citycode', 'uncertainty', 'dataVersion'] as const;

/** Reads the query by hand: this route has more requests than all the others. */
function readPoint(text: string): PointQuery {
  const faults = new Faults();
  const query = readQuery(text, NAMES, faults);
  const { date, dataVersion } = query;
  const lon = query.lon === undefined ? undefined : parseDecimal(query.lon);
  const lat = query.lat === undefined ? undefined : parseDecimal(query.lat);
  if (!isPosition(lon, lat)) faultPosition(lon, lat, '', faults);
  const uncertainty = query.uncertainty === undefined ? 0 : parseDecimal(query.uncertainty);
  if (!(uncertainty >= 0 && uncertainty <= MOST_UNCERTAIN)) {
    fault('uncertainty', `${UNCERTAINTY_EXPECTED} est attendu`, query.uncertainty, faults);
  }
  if (date !== undefined && !isDay(date)) fault('date', DAY_EXPECTED, date, faults);
  const commune = readCitycode(query.citycode, 'citycode', 'citycode', faults);
  if (dataVersion !== undefined && !VERSION.test(dataVersion)) {
    fault('dataVersion', VERSION_EXPECTED, dataVersion, faults);
  }
  faults.throwIfAny();
  return { lon: lon!, lat: lat!, uncertainty, ...commune, date, dataVersion };
}

function fault(name: string, expected: string, value: unknown, faults: Faults): void {
  faults.add(name, `« ${name} » : ${expected} ; reçu : ${echo(value)}.`);
}
