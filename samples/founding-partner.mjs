// Writes founding/partner-intelligence.json: what the other side would give in return, in the founding story. Invented
// throughout: no place, date or number in it reports anything.
import { startBundle } from './start-bundle.mjs';

const { add, link, write } = startBundle({
  start: Date.UTC(2015, 8, 24, 7, 0, 0),
  creator: 'Information centre',
  prefix: 'founding partner ',
});

// Names nobody as its maker, so that it can be passed on alone.
add('location', 'column at the crossing', 'green', {
  name: 'Column at the crossing',
  region: 'western-asia',
  country: 'SY',
  latitude: 35.05,
  longitude: 38.4,
  precision: 5000,
});
add('identity', 'Information centre', 'green', { name: 'Information centre', identity_class: 'organization' });
const group = add('threat-actor', 'The group', 'green', {
  name: 'Group called Islamic State',
  threat_actor_types: ['terrorist'],
  resource_level: 'organization',
});

const levels = ['green', 'amber', 'green', 'amber', 'red', 'green'];
for (let n = 0; n < 12; n++) {
  const level = levels[n % levels.length];
  const place = add('location', `column ${n}`, level, {
    name: `Column on the road, sighting ${n + 1}`,
    region: 'western-asia',
    country: 'SY',
    latitude: Math.round((34.9 + ((n * 5) % 9) / 30) * 1000) / 1000,
    longitude: Math.round((38.1 + ((n * 4) % 7) / 30) * 1000) / 1000,
    precision: 3000 + (n % 3) * 1000,
  });
  add('sighting', `column seen ${n}`, level, {
    sighting_of_ref: group,
    where_sighted_refs: [place],
    first_seen: `2015-09-${String(5 + n).padStart(2, '0')}T14:00:00Z`,
    count: 1 + (n % 3),
  });
  if (n % 4 === 0) link(group, 'located-at', place, level);
}

write(new URL('./founding/partner-intelligence.json', import.meta.url));
