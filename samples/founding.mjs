// Writes founding/intelligence.json: what one side holds on positions of the group, in the founding story. Invented
// throughout: no place, date or number in it reports anything.
import { startBundle } from './start-bundle.mjs';

const { add, link, write } = startBundle({
  start: Date.UTC(2015, 8, 20, 6, 0, 0),
  creator: 'Coalition cell',
  prefix: 'founding ',
});

add('identity', 'Coalition cell', 'green', { name: 'Coalition cell', identity_class: 'organization' });
const source = add('identity', 'Source kept apart', 'red', {
  name: 'Source kept apart',
  description: 'Who told it stays here.',
  identity_class: 'individual',
});
const group = add('threat-actor', 'The group', 'green', {
  name: 'Group called Islamic State',
  threat_actor_types: ['terrorist'],
  resource_level: 'organization',
});

const areas = [
  ['Ar-Raqqah', 35.9, 39.0],
  ['Dayr az-Zawr', 35.3, 40.1],
  ['Halab', 36.4, 37.6],
  ['Hims', 34.6, 38.3],
  ['Al-Hasakah', 36.5, 40.7],
  ['Hamah', 35.2, 37.4],
];
const kinds = ['checkpoint', 'workshop', 'depot', 'crossing', 'staging ground', 'post on a ridge'];
const levels = ['amber', 'green', 'amber', 'amber', 'red', 'green', 'amber'];

const places = [];
for (let n = 0; n < 36; n++) {
  const [administrative_area, latitude, longitude] = areas[n % areas.length];
  const level = levels[n % levels.length];
  const kind = kinds[(n * 5 + Math.floor(n / 6)) % kinds.length];
  const place = add('location', `place ${n}`, level, {
    name: `${administrative_area}, ${kind} ${Math.floor(n / 6) + 1}`,
    region: 'western-asia',
    country: 'SY',
    administrative_area,
    latitude: Math.round((latitude + ((n * 7) % 11) / 40) * 1000) / 1000,
    longitude: Math.round((longitude + ((n * 3) % 13) / 40) * 1000) / 1000,
    precision: 2000 + (n % 4) * 1500,
  });
  places.push([place, level]);
}
for (const [n, [place, level]] of places.entries())
  add('sighting', `sighting ${n}`, level === 'red' ? 'red' : 'amber', {
    sighting_of_ref: group,
    where_sighted_refs: [place],
    first_seen: `2015-09-${String(2 + (n % 17)).padStart(2, '0')}T04:30:00Z`,
    count: 1 + (n % 5),
  });
for (const [place, level] of places.filter((_, n) => n % 4 === 0)) link(group, 'located-at', place, level);

const open = places.filter(([, level]) => level !== 'red').map(([place]) => place);
add('report', 'positions', 'amber', {
  name: 'Positions in early autumn',
  report_types: ['threat-actor'],
  published: '2015-09-26T12:00:00Z',
  object_refs: [group, ...open.slice(0, 12)],
});
add('report', 'how it is known', 'red', {
  name: 'How it is known',
  report_types: ['threat-actor'],
  published: '2015-09-26T13:00:00Z',
  object_refs: [group, source],
});

write(new URL('./founding/intelligence.json', import.meta.url));
