// Makes src/gen/vocabularies.ts of the vocabularies that the server's guards read: what the SDK knows of phases, incidents and
// statistics is what the server knows.
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const source = new URL('../../../Fanout.Protocol/vocabularies/', import.meta.url);
const target = new URL('../src/gen/vocabularies.ts', import.meta.url);

const read = async (name) => JSON.parse(await readFile(new URL(`${name}.json`, source), 'utf8'));

/** Names by id, as pages show them. */
const names = (items, id = 'id') => Object.fromEntries(items.map((item) => [item[id], item.name]));
const bySport = (vocabulary, shape) =>
  Object.fromEntries(Object.entries(vocabulary).map(([sport, items]) => [sport, shape(items)]));

const [phases, incidents, sports, stats, words, closing] = await Promise.all(
  ['phases', 'incidents', 'sports', 'stats', 'words', 'close-codes'].map(read),
);

const exported = {
  sports: names(sports.sports),
  statuses: names(words.status),
  winMethods: names(words.winMethod),
  incidentStates: names(words.incidentState),
  phases: bySport(phases, names),
  /** Where the sport's clock stands, in ms, when the phase has had its regular length. */
  phaseEnds: bySport(phases, (items) =>
    Object.fromEntries(
      items.filter((phase) => 'clockBaseMs' in phase).map((phase) => [phase.id, phase.clockBaseMs + phase.lengthMs]),
    ),
  ),
  incidentTypes: names(incidents.types),
  notableIncidentTypes: incidents.types.filter((type) => type.notable).map((type) => type.id),
  incidentMethods: names(incidents.methods),
  cards: names(incidents.cards),
  voidReasons: names(incidents.voidReasons),
  stats: bySport(stats, (items) => names(items, 'key')),
  closeCodes: Object.fromEntries(closing.codes.map(({ id, code }) => [id, code])),
  /** Whether to come back after a connection was closed, by code; for codes that are not here, by range. */
  closeCodeReconnects: Object.fromEntries(closing.codes.map(({ code, reconnect }) => [code, reconnect])),
  closeRanges: closing.ranges.map(({ last, reconnect }) => ({ last, reconnect })),
  statUnits: bySport(stats, (items) => Object.fromEntries(items.map(({ key, unit }) => [key, unit]))),
};

const lines = Object.entries(exported).map(
  ([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`,
);
await mkdir(new URL('.', target), { recursive: true });
await writeFile(target, `// Made from Fanout.Protocol/vocabularies by build/vocabularies.mjs.\n\n${lines.join('\n')}`);
