import { describe, expect, it } from 'vitest';
import type { MultiPolygon, Ring } from '../../src/geo/polygon.ts';
import { type ImportDescription, planImport } from '../../src/zones/import.ts';
import { readPerimeterFile } from '../../src/zones/perimeter-file.ts';
import type { Change, Snapshot, Versions } from '../../src/zones/versions.ts';
import { compileZones } from '../../src/zones/zones.ts';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';
import { moved, rectangle, square } from '../shapes.ts';
import { drawn, indexes, registry, shipped, shippedVersions } from '../world.ts';

const described: ImportDescription = {
  generation: '2024',
  kind: 'qic',
  status: 'official',
  precision: 0.5,
  source: 'the GIS office',
  licence: 'Licence Ouverte 2.0',
  replace: false,
};

/** A position in Béthune, away from its quarters. */
const [LON, LAT] = [2.64, 50.545];

const file = (...features: [code: string, geometry: MultiPolygon, more?: object][]) => ({
  notices: [],
  features: features.map(([code, geometry, more], index) => ({ index, properties: { code, ...more }, geometry })),
});

function plan(
  imported: Parameters<typeof planImport>[0],
  more: Partial<ImportDescription> = {},
  versions: Versions = shippedVersions(),
) {
  const snapshot = versions.read(versions.current()!);
  return planImport(imported, { ...described, ...more }, snapshot, registry, shipped.communes);
}

/** The store after a change, with its new content. */
function after(change: Change | null, versions = shippedVersions()): { versions: Versions; snapshot: Snapshot } {
  const id = versions.nextId('2030-01-01');
  versions.append({ id, origin: 'import', summary: '', base: versions.current(), makeCurrent: true }, change!);
  return { versions, snapshot: versions.read(id) };
}

const catorive: MultiPolygon = [square(LON, LAT, 100)];

describe('a perimeter drawn for the first time', () => {
  const planned = plan(file(['QIC-CATORIVE', catorive]));

  it('is reported as such, with its area', () => {
    expect(planned.matched).toEqual([{ id: 'QIC-CATORIVE', name: 'Catorive', by: 'code', fileName: 'Catorive' }]);
    expect(planned.differences).toEqual([{ id: 'QIC-CATORIVE', gained: null, lost: null, area: expect.any(Number) }]);
    expect(planned.differences[0]!.area / 40_000).toBeCloseTo(1, 1);
  });

  it('would be stored with the description of the import', () => {
    expect(planned.change!.perimeters).toEqual([
      {
        zone: 'QIC-CATORIVE',
        generation: '2024',
        kind: 'qic',
        name: 'Catorive',
        communes: ['62119'],
        status: 'official',
        precision: 0.5,
        source: 'the GIS office',
        licence: 'Licence Ouverte 2.0',
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        geometry: catorive,
      },
    ]);
  });

  it('leaves eight QIC without one, and lists them', () => {
    expect(planned.stillMissing).toHaveLength(8);
    expect(planned.stillMissing).toContainEqual({ id: 'QIC-OISEAUX', name: 'Cité des Oiseaux' });
  });

  it('does not change the QPV', () => {
    expect(planned.absent).toEqual([]);
    expect(planned.change!.withdrawn).toEqual([]);
    expect(after(planned.change).snapshot.perimeters).toHaveLength(33);
  });
});

describe('a perimeter that is already in force', () => {
  const { versions } = after({ perimeters: [drawn('2024', 'QIC-CATORIVE', catorive)] });

  it('is compared with it: area gained, area lost', () => {
    // The same square, moved east by a quarter of its side.
    const [lon, lat] = moved([LON, LAT], 50, 0);
    const { differences } = plan(file(['QIC-CATORIVE', [square(lon, lat, 100)]]), {}, versions);
    expect(differences[0]!.gained! / 10_000).toBeCloseTo(1, 1);
    expect(differences[0]!.lost! / 10_000).toBeCloseTo(1, 1);
  });

  it('changes nothing when it is exactly the same', () => {
    const first = plan(file(['QIC-CATORIVE', catorive]));
    const again = plan(file(['QIC-CATORIVE', catorive]), {}, after(first.change).versions);
    expect(again.differences).toMatchObject([{ gained: 0, lost: 0 }]);
    expect(again.change).toEqual({ perimeters: [], withdrawn: [], coverages: [] });
  });

  it('changes when only its precision, status, source or licence do', () => {
    const first = after(plan(file(['QIC-CATORIVE', catorive])).change).versions;
    for (const more of [{ precision: 3 }, { status: 'indicative' as const }, { source: 'x' }, { licence: 'x' }]) {
      expect(plan(file(['QIC-CATORIVE', catorive]), more, first).change!.perimeters).toMatchObject([more]);
    }
  });

  it('stays when the file does not contain it, as the report shows', () => {
    const planned = plan(file(['QIC-VILLAGE', [square(2.48, 50.49, 100)]]), {}, versions);
    expect(planned.absent).toEqual([{ id: 'QIC-CATORIVE', name: 'Catorive', outcome: 'kept' }]);
    expect(planned.change!.withdrawn).toEqual([]);
  });

  it('is withdrawn when the file replaces all: its zone is then missing, not outside', () => {
    const planned = plan(file(['QIC-VILLAGE', [square(2.48, 50.49, 100)]]), { replace: true }, versions);
    expect(planned.absent).toEqual([{ id: 'QIC-CATORIVE', name: 'Catorive', outcome: 'withdrawn' }]);
    expect(planned.stillMissing.map(({ id }) => id)).toContain('QIC-CATORIVE');
    const { snapshot } = after(planned.change, versions);
    const zones = compileZones(registry, snapshot, indexes).generations.find(
      ({ generation }) => generation.id === '2024',
    )!;
    expect(zones.missing.map(({ id }) => id)).toContain('QIC-CATORIVE');
    expect(zones.drawn.filter(({ zone }) => zone.kind === 'qpv')).toHaveLength(16);
  });
});

describe('invalid rings', () => {
  /** A bow tie of two triangles, whose loops turn opposite ways. */
  const bowTie = ([lon, lat]: readonly [number, number]): Ring => {
    const at = (east: number, north: number) => moved([lon, lat], east, north);
    return [at(-100, -100), at(100, 100), at(100, -100), at(-100, 100), at(-100, -100)];
  };

  it('are repaired by the even-odd rule, and the report gives the change of area', () => {
    const planned = plan(file(['QIC-CATORIVE', [[bowTie([LON, LAT])]]]));
    expect(planned.problems).toEqual([]);
    expect(planned.repaired).toMatchObject([{ id: 'QIC-CATORIVE', rings: 1 }]);
    const { areaBefore, areaAfter } = planned.repaired[0]!;
    expect(areaBefore).toBeLessThan(100);
    expect(areaAfter / 20_000).toBeCloseTo(1, 1);
    expect(planned.change!.perimeters![0]!.geometry).toHaveLength(2);
  });

  it('come with the largest change first', () => {
    const spike = [...rectangle(2.48, 50.49, 100, 100)];
    spike.splice(1, 0, moved(spike[0]!, 10, -50), spike[0]!);
    const planned = plan(file(['QIC-VILLAGE', [[spike]]], ['QIC-CATORIVE', [[bowTie([LON, LAT])]]]));
    expect(planned.repaired.map(({ id }) => id)).toEqual(['QIC-CATORIVE', 'QIC-VILLAGE']);
  });

  it('without any area prevent the import', () => {
    const line: Ring = [
      [LON, LAT],
      [LON + 0.01, LAT],
      [LON, LAT],
    ];
    const planned = plan(file(['QIC-CATORIVE', [[line]]], ['QIC-VILLAGE', [square(2.48, 50.49, 100)]]));
    expect(planned.problems).toEqual([expect.stringMatching(/^QIC-CATORIVE : .*aucune surface/)]);
    expect(planned.change).toBeNull();
  });
});

describe('a file whose coordinates are rounder than its stated precision', () => {
  const round: MultiPolygon = [
    [
      [
        [2.64, 50.545],
        [2.64213, 50.545],
        [2.64213, 50.546],
        [2.64, 50.545],
      ],
    ],
  ];

  it('gets a notice, and nothing else changes', () => {
    const planned = plan(file(['QIC-CATORIVE', round], ['QIC-VILLAGE', [square(2.48, 50.49, 100)]]), {
      precision: 0.2,
    });
    expect(planned.notices).toEqual([
      expect.stringMatching(/^1 objets n’ont que 5 décimales .* \(0,2 m\) est trop optimiste$/),
    ]);
    expect(planned.change!.perimeters![0]!.precision).toBe(0.2);
  });

  it('gets none when its stated precision matches', () => {
    expect(plan(file(['QIC-CATORIVE', round]), { precision: 1.5 }).notices).toEqual([]);
  });
});

describe('several features of one zone', () => {
  const [east, north] = moved([LON, LAT], 150, 0);

  it('are one perimeter, and the report mentions it once', () => {
    const parts = file(
      ['QIC-CATORIVE', catorive],
      ['QIC-CATORIVE', [square(east, north, 100)]],
      ['QIC-CATORIVE', catorive],
    );
    const planned = plan(parts);
    expect(planned.features).toBe(3);
    expect(planned.matched).toHaveLength(1);
    expect(planned.notices).toEqual(['QIC-CATORIVE est en plusieurs objets : ils sont réunis']);
    // They overlap by a quarter: one part, with the common area counted once.
    expect(planned.change!.perimeters![0]!.geometry).toHaveLength(1);
    expect(planned.overlaps).toEqual([]);
  });
});

describe('zones that overlap', () => {
  it('are listed with their common area, the largest first, with the zones in force', () => {
    const overlap = file(
      ['QIC-VILLAGE', [square(LON, LAT, 200)]],
      ['QIC-GAMBETTA', [square(...moved([LON, LAT], 390, 0), 200)]],
    );
    const inForce = after({ perimeters: [drawn('2024', 'QIC-CLARENCE', [square(LON, LAT, 50)])] }).versions;
    const { overlaps } = plan(overlap, {}, inForce);
    const pairs = overlaps.map(({ a, b }) => [a, b].sort());
    expect(pairs).toEqual([
      ['QIC-CLARENCE', 'QIC-VILLAGE'],
      ['QIC-GAMBETTA', 'QIC-VILLAGE'],
    ]);
    expect(overlaps[0]!.area / 10_000).toBeCloseTo(1, 1);
    expect(overlaps[1]!.area / 4000).toBeCloseTo(1, 1);
  });

  it('are not listed when both were in force before the import', () => {
    const before = after({
      perimeters: [
        drawn('2024', 'QIC-CLARENCE', [square(...moved([LON, LAT], 2000, 0), 100)]),
        drawn('2024', 'QIC-TRANSVAAL', [square(...moved([LON, LAT], 2050, 0), 100)]),
      ],
    }).versions;
    expect(plan(file(['QIC-CATORIVE', catorive]), {}, before).overlaps).toEqual([]);
  });

  it('are not zones of two generations, nor neighbours along one street', () => {
    const south = catorive[0]![0]![0]![1];
    const [east, north] = catorive[0]![0]![2]!;
    const neighbour: Ring = [
      [east, south],
      [east + 0.002, south],
      [east + 0.002, north],
      [east, north],
      [east, south],
    ];
    const before = after({ perimeters: [drawn('2015', 'QIC-CLARENCE', catorive)] }).versions;
    const planned = plan(file(['QIC-CATORIVE', catorive], ['QIC-GAMBETTA', [[neighbour]]]), {}, before);
    expect(planned.overlaps).toEqual([]);
  });
});

describe('a file in another CRS than stated, or with exchanged codes', () => {
  it('is refused when a zone is kilometres away from its communes', () => {
    const planned = plan(file(['QIC-CATORIVE', [square(LON + 0.2, LAT, 100)]]));
    expect(planned.problems).toEqual([
      expect.stringMatching(/^QIC-CATORIVE est dessiné à \d+ km de sa commune : vérifiez le système de coordonnées/),
    ]);
    expect(planned.change).toBeNull();
  });

  it('is refused when a single part is', () => {
    const planned = plan(file(['QIC-CATORIVE', [...catorive, square(LON + 0.2, LAT, 100)]]));
    expect(planned.change).toBeNull();
  });

  it('is accepted when a zone exceeds its commune by some hundreds of metres', () => {
    const { extent } = registry.communes.find(({ citycode }) => citycode === '62119')!;
    expect(plan(file(['QIC-CATORIVE', [square(extent[2] + 0.005, LAT, 100)]])).problems).toEqual([]);
  });

  it('is refused outside France, where the commune of a new zone is unknown', () => {
    const elsewhere = file(['QN99999M', [square(12.5, 41.9, 100)], { insee_com: '99001' }]);
    expect(plan(elsewhere, { kind: 'qpv' }).problems).toEqual([
      expect.stringMatching(/QN99999M est dessiné hors de France/),
    ]);
    const overseas = file(['QN97401M', [square(55.45, -20.9, 100)], { insee_com: '97411' }]);
    expect(plan(overseas, { kind: 'qpv' }).problems).toEqual([]);
  });
});

describe('the rest of France', () => {
  const paris = file(['QN07501M', [square(2.35, 48.85, 300)], { lib_qp: 'Centre Ville', insee_com: '75056' }]);

  it('becomes zones with the attributes of the file', () => {
    const planned = plan(paris, { kind: 'qpv' });
    expect(planned.matched).toEqual([{ id: 'QN07501M', name: 'Centre Ville', by: 'file', fileName: 'Centre Ville' }]);
    const { snapshot } = after(planned.change);
    const { generations } = compileZones(registry, snapshot, indexes);
    expect(generations.at(-1)!.drawn.map(({ zone }) => zone)).toContainEqual(
      expect.objectContaining({ id: 'QN07501M', kind: 'qpv', name: 'Centre Ville', communes: ['75056'] }),
    );
  });

  it('keeps the coverage in force unless the import states its own', () => {
    expect(plan(paris, { kind: 'qpv' }).change!.coverages).toEqual([]);
    for (const coverage of [
      { type: 'everywhere' as const },
      { type: 'communes' as const, citycodes: ['75056'] },
      { type: 'area' as const, geometry: [square(2.35, 48.85, 5000)], margin: 0 },
    ]) {
      const planned = plan(paris, { kind: 'qpv', coverage });
      expect(planned.change!.coverages).toEqual([{ generation: '2024', kind: 'qpv', coverage }]);
      const { generations } = compileZones(registry, after(planned.change).snapshot, indexes);
      expect(generations.at(-1)!.coverage.qpv).toEqual(coverage);
      expect(generations[0]!.coverage.qpv).toBe(registry.generations[0]!.coverage.qpv);
    }
  });

  it('is not withdrawn without a coverage, since its zones would disappear without a trace', () => {
    const everywhere = { type: 'everywhere' as const };
    const { versions } = after(plan(paris, { kind: 'qpv', coverage: everywhere }).change);
    const local = file(['QN06208M', [square(2.6289, 50.518, 100)]]);
    const silent = plan(local, { kind: 'qpv', replace: true }, versions);
    expect(silent.problems).toEqual([
      expect.stringMatching(/--replace retire 1 zones inconnues du registre \(QN07501M…\)/),
    ]);
    const agglomeration = registry.generations[1]!.coverage.qpv;
    const withCoverage = plan(local, { kind: 'qpv', replace: true, coverage: agglomeration }, versions);
    expect(withCoverage.problems).toEqual([]);
    expect(withCoverage.change!.withdrawn).toContainEqual({ generation: '2024', zone: 'QN07501M' });
  });
});

describe('a file that contradicts its description', () => {
  it('is refused as a whole, with every problem', () => {
    const planned = plan(
      file(['QIC-CATORIVE', catorive], ['QN06208M', catorive], ['62119', catorive, { nom: 'Nulle Part' }]),
    );
    expect(planned.problems).toEqual([
      'l’objet n° 2 a le code QN06208M, celui d’un qpv de la génération 2024',
      'l’objet n° 3 (« Nulle Part ») n’est aucun qic de la génération 2024',
    ]);
    expect(planned.change).toBeNull();
  });

  it('is refused when it is empty', () => {
    expect(plan(file()).problems).toEqual(['le fichier ne contient aucun objet']);
  });
});

describe.skipIf(!hasGeodata)(`imports ${withGeodata}`, () => {
  it.each(['qpv-2024-cabbalr.geojson', 'qpv-2024-cabbalr-lb93.gpkg', 'qpv-2024-cabbalr-anct-layout.zip'])(
    '%s equals the shipped perimeters: no zone moves by more than a millimetre along its limit',
    async (name) => {
      const planned = plan(await readPerimeterFile(geodata(name)), { kind: 'qpv' });
      expect(planned.problems).toEqual([]);
      expect(planned.matched.filter(({ by }) => by === 'code')).toHaveLength(16);
      expect(planned.overlaps).toEqual([]);
      expect(planned.repaired).toEqual([]);
      for (const { gained, lost } of planned.differences) {
        // Some kilometres of limit, a millimetre wide.
        expect(gained! + lost!).toBeLessThan(5);
      }
    },
  );

  it('the nine invented QIC fit their communes, touch no QPV and leave none missing', async () => {
    const planned = plan(await readPerimeterFile(geodata('qic-2024-INVENTED-fixture.geojson')));
    expect(planned.problems).toEqual([]);
    expect(planned.overlaps).toEqual([]);
    expect(planned.stillMissing).toEqual([]);
    expect(planned.change!.perimeters).toHaveLength(9);
  });

  it('the 2015 generation in Lambert II étendu is within 3 m of the same converted with the grid', async () => {
    const whole = await readPerimeterFile(geodata('qpv-2015-metropole-epsg27572.shp.zip'));
    expect(whole.transformation.precision).toBe(3);
    const first = plan(whole, { generation: '2015', kind: 'qpv' });
    expect(first.problems).toEqual([]);
    expect(first.matched).toHaveLength(1296);
    const local = await readPerimeterFile(geodata('qpv-2015-cabbalr.geojson'));
    const second = plan(local, { generation: '2015', kind: 'qpv' }, after(first.change).versions);
    expect(second.repaired.map(({ id }) => id)).toEqual(['QP062006']);
    // A limit of some kilometres, moved by less than 3 m.
    for (const { id, gained, lost, area } of second.differences) {
      expect(gained! + lost!, id).toBeLessThan(3 * 8 * Math.sqrt(area));
    }
    expect(second.absent).toHaveLength(1280);
  });
});
