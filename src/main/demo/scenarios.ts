import { playCommunities } from './communities-story.ts';
import { playFounding } from './founding-story.ts';
import type { Scenario } from './scenario.ts';

/** Stories that ship; the first is played when none is named. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'communities',
    parties: [
      { party: 'bank-isac', name: 'Bank ISAC' },
      { party: 'energy-isac', name: 'Energy ISAC' },
      { party: 'water-isac', name: 'Water ISAC' },
    ],
    about: 'two communities share on terms',
    staff: 'the banks',
    begins: null,
    play: playCommunities,
  },
  {
    name: 'founding',
    parties: [
      { party: 'united-states', name: 'United States' },
      { party: 'russia', name: 'Russia' },
      { party: 'middle-eastern-allies', name: 'Middle Eastern allies' },
    ],
    about: 'one side offers, the other says "not until"; autumn 2015 to spring 2016, as a report told it',
    staff: 'the side that holds',
    begins: '2015-09-29T06:00:00Z',
    play: playFounding,
  },
];
