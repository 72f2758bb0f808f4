import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { Problem } from '../../questions/problem.ts';
import type { HttpMetrics } from '../metrics.ts';

/** The routes for operators: health, readiness and metrics. */
export function operationsRoutes(
  app: FastifyInstance,
  loaded: Loaded,
  metrics: HttpMetrics,
  isReady: () => boolean,
): void {
  app.get('/health', (_request, reply) => {
    reply;
    return { status: 'ok' };
  });

  app.get('/ready', (_request, reply) => {
    if (!isReady())
      throw new Problem('not-ready', 'Le service démarre ou s’arrête : réessayez dans un instant.', {
        headers: { 'retry-after': '1' },
      });
    reply;
    return {
      status: 'ready',
      dataVersion: loaded.current.zones.dataVersion,
      rulesVersion: loaded.rulebook.rulesVersion,
      addresses: addressStatus(loaded),
    };
  });

  app.get('/metrics', (_request, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    reply.send(metrics.write() + writeService(loaded));
  });
}

/** The source of addresses, the date of its data, and the state of the remote geocoder. */
function addressStatus({ addresses }: Loaded) {
  const { provider, file, local, remote } = addresses.status();
  return {
    provider,
    file,
    local: local && {
      loadedOn: local.loadedOn,
      departements: local.departements,
      addresses: local.addresses,
      streets: local.streets,
    },
    remote,
  };
}

function writeService({ current, rulebook }: Loaded): string {
  const { dataVersion, generations } = current.zones;
  const memory = process.memoryUsage();
  return [
    '# HELP perimetre_data_info The version of the perimeters and of the rules that answer.',
    '# TYPE perimetre_data_info gauge',
    `perimetre_data_info{data_version="${dataVersion}",rules_version="${rulebook.rulesVersion}"} 1`,
    '# HELP perimetre_zones Zones, by generation, drawn or without a perimeter.',
    '# TYPE perimetre_zones gauge',
    ...generations.flatMap(({ generation, drawn, missing }) => [
      `perimetre_zones{generation="${generation.id}",perimeter="drawn"} ${drawn.length}`,
      `perimetre_zones{generation="${generation.id}",perimeter="missing"} ${missing.length}`,
    ]),
    '# HELP process_resident_memory_bytes Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${memory.rss}`,
    '# HELP perimetre_heap_used_bytes Memory used by JavaScript objects.',
    '# TYPE perimetre_heap_used_bytes gauge',
    `perimetre_heap_used_bytes ${memory.heapUsed}`,
    '# HELP process_cpu_seconds_total Processor time, user and system.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6}`,
    '# HELP process_uptime_seconds Time since the start of the process.',
    '# TYPE process_uptime_seconds gauge',
    `process_uptime_seconds ${process.uptime()}`,
    '',
  ].join('\n');
}
