// Writes communities/partner-intelligence.json: what the energy community gives in return. Invented throughout, like the
// banks' own set.
import { hash, startBundle } from './start-bundle.mjs';

const { add, link, write } = startBundle({
  start: Date.UTC(2024, 3, 9, 9, 0, 0),
  creator: 'Energy ISAC',
  prefix: 'energy ',
});

// Names nobody as its maker, so that it can be passed on alone.
add('indicator', 'Collector without a name', 'green', {
  name: 'Collector without a name',
  indicator_types: ['malicious-activity'],
  pattern: "[ipv4-addr:value = '198.51.100.201']",
  pattern_type: 'stix',
  valid_from: '2024-04-09T00:00:00Z',
  confidence: 80,
});
add('identity', 'Energy ISAC', 'green', { name: 'Energy ISAC', identity_class: 'organization', sectors: ['energy'] });

const set = add('intrusion-set', 'Dim Lantern', 'amber', {
  name: 'Dim Lantern',
  description: 'Looks for drawings of substations and for who may sign a switching order.',
  resource_level: 'organization',
});
const tool = add('malware', 'Wick', 'green', {
  name: 'Wick',
  description: 'Copies drawings and waits for a second machine to ask for them.',
  malware_types: ['spyware'],
  is_family: true,
});
const technique = add('attack-pattern', 'Drawings asked for by telephone', 'green', {
  name: 'Drawings asked for by telephone',
  external_references: [{ source_name: 'mitre-attack', external_id: 'T1598.004' }],
});

const patterns = [];
for (let n = 1; n <= 6; n++) patterns.push([`Collector ${n}`, `[ipv4-addr:value = '203.0.113.${100 + n * 9}']`]);
for (const word of ['lantern', 'wick', 'tallow', 'chimney', 'burner'])
  patterns.push([`Name ${word}`, `[domain-name:value = '${word}-drawings.example']`]);
for (let n = 1; n <= 5; n++) patterns.push([`Wick sample ${n}`, `[file:hashes.'SHA-256' = '${hash(`invented wick ${n}`)}']`]);

const levels = ['green', 'amber', 'green', 'amber', 'red'];
const indicators = patterns.map(([name, pattern], n) =>
  add('indicator', name, levels[n % levels.length], {
    name,
    indicator_types: ['malicious-activity'],
    pattern,
    pattern_type: 'stix',
    valid_from: '2024-04-09T00:00:00Z',
    confidence: 55 + ((n * 11) % 40),
  }),
);

link(set, 'uses', tool, 'amber');
link(set, 'uses', technique, 'green');
indicators.forEach((id, n) => {
  if (n % 3 === 0) link(id, 'indicates', tool, levels[n % levels.length]);
});

write(new URL('./communities/partner-intelligence.json', import.meta.url));
