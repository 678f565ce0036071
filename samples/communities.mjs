// Writes communities/intelligence.json, the sample intelligence of the default demo. Invented throughout: addresses from the
// documentation ranges (RFC 5737, RFC 3849), names under example domains (RFC 2606), hashes of made-up words.
import { hash, startBundle } from './start-bundle.mjs';

const { add, link, names, write } = startBundle({ start: Date.UTC(2024, 3, 2, 8, 0, 0), creator: 'Bank ISAC' });

const levels = ['green', 'green', 'amber', 'green', 'amber', 'amber', 'green', 'red'];
const levelOf = (n) => levels[n % levels.length];

add('identity', 'Bank ISAC', 'green', { name: 'Bank ISAC', identity_class: 'organization', sectors: ['financial-services'] });
add('identity', 'Harbour Savings', 'red', {
  name: 'Harbour Savings',
  description: 'The member that was hit; nobody outside the community learns its name.',
  identity_class: 'organization',
  sectors: ['financial-services'],
});
add('identity', 'Meadow Credit Union', 'amber', { name: 'Meadow Credit Union', identity_class: 'organization', sectors: ['financial-services'] });

const set = add('intrusion-set', 'Quiet Ledger', 'amber', {
  name: 'Quiet Ledger',
  description: 'Enters through supplier mail, waits for the end of the month, changes payment files.',
  aliases: ['Slow Counter'],
  resource_level: 'organization',
  primary_motivation: 'personal-gain',
});

const malware = [
  ['Inkwell', ['downloader'], 'Fetches the next stage from a paste of numbers that looks like a price list.'],
  ['Blotter', ['backdoor'], 'Keeps a line open through ordinary name lookups.'],
  ['Carbon Copy', ['spyware'], 'Copies payment files before they are signed.'],
  ['Night Teller', ['ransomware'], 'Seen once, at the end of an intrusion that had failed.'],
].map(([name, malware_types, description], n) =>
  add('malware', name, levelOf(n + 1), { name, description, malware_types, is_family: true }),
);

const techniques = [
  ['Supplier mail with an attached order', 'T1566.001'],
  ['Commands hidden in name lookups', 'T1071.004'],
  ['Payment files changed in transit', 'T1565.002'],
  ['Scheduled task as a foothold', 'T1053.005'],
].map(([name, external_id]) =>
  add('attack-pattern', name, 'green', { name, external_references: [{ source_name: 'mitre-attack', external_id }] }),
);

const patterns = [];
for (let n = 1; n <= 10; n++) {
  const net = ['192.0.2', '198.51.100', '203.0.113'][n % 3];
  patterns.push([`Relay ${n}`, `[ipv4-addr:value = '${net}.${10 + n * 7}']`, 'malicious-activity']);
}
for (let n = 1; n <= 4; n++) patterns.push([`Relay six ${n}`, `[ipv6-addr:value = '2001:db8:${n}::${n * 11}']`, 'malicious-activity']);
for (const word of ['ledger', 'inkstand', 'remit', 'voucher', 'tally', 'cashbook', 'clearing', 'folio', 'postage', 'receipt', 'stamp', 'blotting']) {
  patterns.push([`Name ${word}`, `[domain-name:value = '${word}-service.example']`, 'malicious-activity']);
}
for (let n = 1; n <= 6; n++) patterns.push([`Price list ${n}`, `[url:value = 'https://prices${n}.example.net/list/${n * 131}']`, 'malicious-activity']);
for (let n = 1; n <= 8; n++) patterns.push([`Sample ${n}`, `[file:hashes.'SHA-256' = '${hash(`invented sample ${n}`)}']`, 'malicious-activity']);
for (let n = 1; n <= 2; n++) patterns.push([`Sender ${n}`, `[email-addr:value = 'orders${n}@supplier.example.org']`, 'anomalous-activity']);

const indicators = patterns.map(([name, pattern, kind], n) =>
  add('indicator', name, levelOf(n), {
    name,
    indicator_types: [kind],
    pattern,
    pattern_type: 'stix',
    valid_from: '2024-04-02T00:00:00Z',
    confidence: 50 + ((n * 7) % 45),
    labels: n % 5 === 0 ? ['seen-by-member'] : ['from-analysis'],
  }),
);

malware.forEach((id, n) => link(set, 'uses', id, n === 3 ? 'red' : 'amber'));
techniques.forEach((id) => link(set, 'uses', id, 'green'));
indicators.forEach((id, n) => {
  if (n % 2 === 0) link(id, 'indicates', malware[(n / 2) % malware.length], levelOf(n + 3));
});

[3, 9, 17, 24, 31].forEach((n, i) => {
  const where = i % 2 === 0 ? 'Meadow Credit Union' : 'Harbour Savings';
  add('sighting', `sighting ${i}`, 'amber', {
    sighting_of_ref: indicators[n],
    where_sighted_refs: [names.get(where)],
    first_seen: '2024-04-08T06:00:00Z',
    last_seen: '2024-04-09T18:30:00Z',
    count: 3 + i * 4,
  });
});

add('report', 'Quiet Ledger in spring', 'amber', {
  name: 'Quiet Ledger in spring',
  description: 'What four members saw, put together.',
  report_types: ['threat-actor'],
  published: '2024-04-12T12:00:00Z',
  object_refs: [set, ...techniques, ...indicators.slice(0, 3)],
});

// Refused on import, each for a reason of its own.
add('indicator', 'refused: no pattern', 'green', { name: 'Copied without its pattern', pattern_type: 'stix', valid_from: '2024-04-02T00:00:00Z' });
add('indicator', 'refused: no such day', 'green', {
  name: 'Dated on a day that never was',
  pattern: "[domain-name:value = 'never.example']",
  pattern_type: 'stix',
  valid_from: '2024-04-31T00:00:00Z',
});
add('relationship', 'refused: half a link', 'green', { relationship_type: 'indicates', source_ref: indicators[0] });
add('malware', 'refused: too sure', 'green', { name: 'Surer than sure', is_family: false, confidence: 140 });

write(new URL('./communities/intelligence.json', import.meta.url));
