import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

const BETHUNE = { lon: 2.6289, lat: 50.518 };
const ask = (payload: object, url = '/v1/eligibility') => service.app.inject({ method: 'POST', url, payload });
const ring = (...positions: [number, number][]) => ({ type: 'Polygon', coordinates: [positions] });
const SQUARE = ring([2.62, 50.51], [2.63, 50.51], [2.63, 50.52], [2.62, 50.52], [2.62, 50.51]);

describe('POST /v1/eligibility', () => {
  it('returns the situation, then the requested schemes in order', async () => {
    const answer = await ask({
      where: { ...BETHUNE, uncertainty: 5 },
      date: '2024-10-01',
      schemes: ['fcs', 'bop-147'],
      application: { applicant: 'association', expenses: 5000, publicShareFromQpv: 0.8 },
    });
    expect(answer.statusCode).toBe(200);
    const body = answer.json();
    expect(Object.keys(body)).toEqual(['situation', 'verdicts', 'dataVersion', 'rulesVersion']);
    expect(body.situation.memberships).toBeUndefined();
    expect(body.situation.point).toEqual({ ...BETHUNE, uncertainty: 5 });
    expect(body.verdicts).toMatchObject([
      { scheme: 'fcs', verdict: 'conditional', certainty: 'firm' },
      { scheme: 'bop-147', verdict: 'conditional', certainty: 'firm' },
    ]);
  });

  it('describes how to request an open scheme, with the sector of the commune', async () => {
    const where = { ...BETHUNE, citycode: '62119' };
    const question = {
      where,
      date: '2024-10-01',
      schemes: ['bop-147', 'adulte-relais', 'tfpb-30', 'fonds-de-concours'],
    };
    const application = { applicant: 'association' };
    const verdicts: { scheme: string; filing: object | null }[] = (await ask({ ...question, application })).json()
      .verdicts;
    const [bop, adulteRelais, , fund] = verdicts.map(({ filing }) => filing);
    expect(bop).toMatchObject({
      portal: 'DAUPHIN',
      form: 'CERFA 12156*05',
      papers: ['un RIB', 'le numéro SIREN'],
      calendar: { statedFor: 2020 },
      sectors: [{ service: 'prefecture-delegates', label: expect.stringContaining('Béthune') }],
    });
    // No document describes it; and the fund is closed to associations.
    expect([adulteRelais, fund]).toEqual([null, null]);
    const scheme = await service.app.inject('/v1/schemes/bop-147?date=2024-10-01');
    expect(scheme.json().filing.sectors).toHaveLength(2);
  });

  it('explains each verdict on demand, and not otherwise', async () => {
    const question = { where: { ...BETHUNE, citycode: '62119' }, date: '2024-10-01', schemes: ['fonds-de-concours'] };
    const [plain] = (await ask(question)).json().verdicts;
    const [{ explanation, ...verdict }] = (await ask({ ...question, explain: true })).json().verdicts;
    expect(verdict).toEqual(plain);
    expect(explanation).toMatchObject({
      day: '2024-10-01',
      settledBy: null,
      period: { status: 'open', from: '2017-01-01' },
      states: [
        { verdict: 'conditional', decidedBy: ['place'], rows: [{ row: 1, zone: 'QN06208M', isBest: true }, {}] },
      ],
    });
    expect((await ask({ ...question, explain: 'oui' })).statusCode).toBe(400);
  });

  it('explains the verdicts of the questions of one scheme', async () => {
    const place = { ...BETHUNE, citycode: '62119' };
    const residence = { residence: place, hiringDate: '2024-10-01', explain: true };
    const adulteRelais = (await ask(residence, '/v1/adulte-relais')).json();
    expect(adulteRelais.verdict.explanation.states[0].rows[0]).toMatchObject({
      zone: 'QN06208M',
      verdict: 'conditional',
    });
  });

  it('proves an answer that was explained', async () => {
    const question = { where: BETHUNE, date: '2024-10-01', schemes: ['bop-147'], explain: true };
    const { decision } = (await ask({ ...question, record: true })).json();
    const proof = await ask({ question }, `/v1/decisions/${decision.reference}/proof`);
    expect(proof.statusCode).toBe(200);
  });

  it('judges every scheme when none is named', async () => {
    const { verdicts } = (await ask({ where: BETHUNE })).json();
    expect(verdicts.map(({ scheme }: { scheme: string }) => scheme)).toEqual([
      ...service.loaded.rulebook.schemes.keys(),
    ]);
  });

  it('measures a footprint', async () => {
    const { situation } = (await ask({ where: { geometry: SQUARE }, date: '2024-10-01', schemes: ['tva-5-5'] })).json();
    expect(situation.point).toBeUndefined();
    expect(situation.zones[0]).toMatchObject({ id: 'QN06208M', nearest: 0 });
    expect(situation.zones[0].share).toBeGreaterThan(0);
    expect(situation.zones[0].boundaryDistance).toBeUndefined();
  });

  it('accepts the side of a limit street', async () => {
    // A vertex of the limit of Lillers' quarter; there is no QIC in that commune.
    const zones = service.loaded.current.zones.generations[1]!.drawn;
    const lillers = zones.find(({ zone }) => zone.id === 'QN06255M')!;
    const [lon, lat] = lillers.perimeter.geometry[0]![0]![0]!;
    const where = { lon, lat, citycode: '62516' };
    const verdictOn = async (streetSide: string) => {
      const answer = await ask({ where, date: '2024-06-01', schemes: ['adulte-relais'], application: { streetSide } });
      return answer.json().verdicts[0].verdict;
    };
    expect(await verdictOn('inner')).toBe('conditional');
    expect(await verdictOn('outer')).toBe('no');
    expect(await verdictOn('unknown')).toBe('review');
  });

  it('answers 501 for an address when none can be looked up, without repeating it', async () => {
    const answer = await ask({ where: { address: '12 rue des Lilas', citycode: '62119' } });
    expect(answer.statusCode).toBe(501);
    expect(answer.json()).toMatchObject({ type: '/problems/no-addresses' });
    expect(answer.body).not.toContain('Lilas');
  });

  it('explains that a scheme is a text when it gets something else', async () => {
    const { errors } = (await ask({ where: BETHUNE, schemes: ['fcs', null, ['fcs']] })).json();
    expect(errors).toEqual([
      { path: 'schemes[1]', message: expect.stringMatching(/un texte est attendu.* ; reçu : null\.$/) },
      { path: 'schemes[2]', message: expect.stringMatching(/un texte est attendu.* ; reçu : un tableau\.$/) },
    ]);
  });

  it.each<[string, object, string[]]>([
    ['no place', {}, ['where']],
    ['an empty place', { where: {} }, ['where']],
    ['two places at once', { where: { ...BETHUNE, geometry: SQUARE } }, ['where']],
    ['a place that is a text', { where: '12 rue des Lilas' }, ['where']],
    ['half a point', { where: { lon: 2.6 } }, ['where.lat']],
    ['an unknown field of the place', { where: { ...BETHUNE, street: 'x' } }, ['where.street']],
    ['an unknown scheme', { where: BETHUNE, schemes: ['fcs', 'fsc'] }, ['schemes[1]']],
    ['a scheme twice', { where: BETHUNE, schemes: ['fcs', 'fcs'] }, ['schemes[1]']],
    ['no scheme at all', { where: BETHUNE, schemes: [] }, ['schemes']],
    ['an unknown fact', { where: BETHUNE, application: { birthDate: 'x' } }, ['application.birthDate']],
    ['an unknown applicant', { where: BETHUNE, application: { applicant: 'bank' } }, ['application.applicant']],
    ['a number in quotes', { where: BETHUNE, application: { expenses: '5000' } }, ['application.expenses']],
    ['a negative amount', { where: BETHUNE, application: { subsidies: -1 } }, ['application.subsidies']],
    [
      'a percentage for a share',
      { where: BETHUNE, application: { publicShareFromQpv: 80 } },
      ['application.publicShareFromQpv'],
    ],
    ['a fourth year', { where: BETHUNE, application: { actionYear: 4 } }, ['application.actionYear']],
    ['half a year', { where: BETHUNE, application: { programmeYear: 2020.5 } }, ['application.programmeYear']],
    ['a yes in words', { where: BETHUNE, application: { investment: 'oui' } }, ['application.investment']],
    ['a contract of another kind', { where: BETHUNE, application: { contract: 'stage' } }, ['application.contract']],
    [
      'a street side of a footprint',
      { where: { geometry: SQUARE }, application: { streetSide: 'inner' } },
      ['application.streetSide'],
    ],
    ['an unknown field', { where: BETHUNE, dates: '2024-10-01' }, ['dates']],
    ['a date that does not exist', { where: BETHUNE, date: '2023-02-29' }, ['date']],
  ])('refuses %s by its path', async (_what, payload, paths) => {
    const answer = await ask(payload);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
    expect(answer.body).not.toContain('Lilas');
  });

  const coordinates = 'where.geometry.coordinates';
  it.each<[string, unknown, string]>([
    ['a point', { type: 'Point', coordinates: [2.6, 50.5] }, 'where.geometry.type'],
    ['no type', { coordinates: [] }, 'where.geometry.type'],
    ['a text', 'POLYGON((0 0))', 'where.geometry'],
    ['no coordinates', { type: 'Polygon' }, coordinates],
    ['an open ring', ring([2.62, 50.51], [2.63, 50.51], [2.63, 50.52], [2.62, 50.52]), `${coordinates}[0]`],
    ['a ring of three positions', ring([2.62, 50.51], [2.63, 50.51], [2.62, 50.51]), `${coordinates}[0]`],
    [
      'a ring that crosses itself',
      ring([2.62, 50.51], [2.63, 50.52], [2.63, 50.51], [2.62, 50.52], [2.62, 50.51]),
      `${coordinates}[0]`,
    ],
    ['a position of one number', { type: 'LineString', coordinates: [[2.62], [2.63, 50.5]] }, `${coordinates}[0]`],
    [
      'a position in words',
      {
        type: 'LineString',
        coordinates: [
          ['2.62', '50.5'],
          [2.63, 50.5],
        ],
      },
      `${coordinates}[0]`,
    ],
    [
      'a latitude out of range',
      {
        type: 'LineString',
        coordinates: [
          [2.62, 91],
          [2.63, 50.5],
        ],
      },
      `${coordinates}[0]`,
    ],
    [
      'a line that goes nowhere',
      {
        type: 'LineString',
        coordinates: [
          [2.62, 50.5],
          [2.62, 50.5],
        ],
      },
      coordinates,
    ],
    ['a region', ring([2, 50], [3, 50], [3, 51], [2, 51], [2, 50]), coordinates],
    ['too deep a nesting', { type: 'LineString', coordinates: [[[2.62, 50.5]]] }, `${coordinates}[0]`],
    [
      'a hole in the second part',
      {
        type: 'MultiPolygon',
        coordinates: [
          SQUARE.coordinates,
          [
            [
              [2.7, 50.5],
              [2.71, 50.5],
            ],
          ],
        ],
      },
      `${coordinates}[1][0]`,
    ],
  ])('refuses %s as a footprint', async (_what, geometry, path) => {
    const answer = await ask({ where: { geometry } });
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())[0]).toBe(path);
    expect(answer.body).not.toMatch(/50\.5/);
  });

  it('detects exchanged longitude and latitude in a footprint', async () => {
    const answer = await ask({ where: { geometry: ring([50.51, 2.62], [50.51, 2.63], [50.52, 2.63], [50.51, 2.62]) } });
    expect(answer.json()).toMatchObject({
      type: '/problems/exchanged-coordinates',
      errors: [{ path: `${coordinates}[0][0]` }],
    });
  });

  it('refuses a footprint of more than 2 000 positions', async () => {
    const many = Array.from({ length: 2_001 }, (_, i) => [2.6 + i * 1e-6, 50.5]);
    const answer = await ask({ where: { geometry: { type: 'LineString', coordinates: many } } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain('2000');
  });

  it('lists some of the crossings of a tangle, without collecting them all', async () => {
    const ring = Array.from({ length: 1_999 }, (_, i) => [
      2.62 + (0.02 * ((i * 7919) % 1999)) / 1999,
      50.51 + (0.01 * ((i * 104729) % 1999)) / 1999,
    ]);
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    const answer = await ask({ where: { geometry } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([
      { path: 'where.geometry.coordinates[0]', message: 'Tracé invalide : le contour se croise.' },
    ]);
  });

  it('answers with an earlier version as it did then', async () => {
    const answer = await ask({ where: BETHUNE, dataVersion: '2026-12-01.1' });
    expect(answer.json().dataVersion).toBe('2026-12-01.1');
    expect((await ask({ where: BETHUNE, dataVersion: '1.1' })).statusCode).toBe(404);
  });
});

describe('POST /v1/adulte-relais', () => {
  const candidate = (payload: object) => ask(payload, '/v1/adulte-relais');

  it('returns each requirement, then the verdict', async () => {
    const answer = await candidate({
      residence: BETHUNE,
      hiringDate: '2024-05-01',
      ageConditionMet: true,
      withoutEmployment: true,
    });
    expect(answer.json()).toMatchObject({
      residence: { met: true, situation: { tier: 'bop-147' }, messages: [{ code: 'inside-qpv' }] },
      age: { threshold: 26, met: true, messages: [{ code: 'age-met' }] },
      employment: { met: true, messages: [{ code: 'employment-met' }] },
      post: { met: null, messages: [{ code: 'post' }] },
      verdict: { scheme: 'adulte-relais', verdict: 'conditional' },
    });
  });

  it('has the age in force on the day', async () => {
    const thresholdOn = async (hiringDate: string) =>
      (await candidate({ residence: BETHUNE, hiringDate })).json().age.threshold;
    expect(await thresholdOn('2021-09-15')).toBe(30);
    expect(await thresholdOn('2021-09-16')).toBe(26);
  });

  it('returns every requirement even when one decides the verdict', async () => {
    const body = (
      await candidate({ residence: BETHUNE, hiringDate: '2024-05-01', ageConditionMet: false, withoutEmployment: true })
    ).json();
    expect(body.verdict.verdict).toBe('no');
    expect(body.residence.met).toBe(true);
    expect(body.age).toMatchObject({ met: false, messages: [{ code: 'age-unmet' }] });
    expect(body.employment.messages).toMatchObject([{ code: 'employment-met' }]);
  });

  it('does not report a home as outside where a QIC may be', async () => {
    const body = (await candidate({ residence: { lon: 2.575, lat: 50.475 }, hiringDate: '2024-05-01' })).json();
    expect(body.residence.met).toBeNull();
    expect(body.verdict.verdict).toBe('review');
  });

  it('reports a home in no quarter', async () => {
    const body = (await candidate({ residence: { lon: 2.67, lat: 50.56 }, hiringDate: '2024-05-01' })).json();
    expect(body.residence.met).toBe(false);
  });

  it.each<[string, object, string[]]>([
    ['nothing', {}, ['residence', 'hiringDate']],
    ['no date', { residence: BETHUNE }, ['hiringDate']],
    ['an age', { residence: BETHUNE, hiringDate: '2024-05-01', age: 31 }, ['age']],
    ['a date of another form', { residence: BETHUNE, hiringDate: 20240501 }, ['hiringDate']],
    ['an answer in words', { residence: BETHUNE, hiringDate: '2024-05-01', postAgreed: 'yes' }, ['postAgreed']],
  ])('refuses %s by its path', async (_what, payload, paths) => {
    const answer = await candidate(payload);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
  });

  it('answers 501 for an address when none can be looked up', async () => {
    const answer = await candidate({ residence: { address: '12 rue des Lilas' }, hiringDate: '2024-05-01' });
    expect(answer.statusCode).toBe(501);
    expect(answer.body).not.toContain('Lilas');
  });
});
