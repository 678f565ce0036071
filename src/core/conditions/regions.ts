/**
 * Which countries lie in which region: the words of STIX 2.1 `region-ov` with the ISO 3166-1 alpha-2 codes that UN M49
 * counts among them. Regions made of regions are listed apart. Territories without a country code of their own are left
 * out: an object there is placed by the code it carries.
 */
const countriesOf: Readonly<Record<string, string>> = {
  'eastern-africa': 'bi dj er et io ke km mg mu mw mz re rw sc so ss tf tz ug yt zm zw',
  'middle-africa': 'ao cd cf cg cm ga gq st td',
  'northern-africa': 'dz eg eh ly ma sd tn',
  'southern-africa': 'bw ls na sz za',
  'western-africa': 'bf bj ci cv gh gm gn gw lr ml mr ne ng sh sl sn tg',
  caribbean: 'ag ai aw bb bl bq bs cu cw dm do gd gp ht jm kn ky lc mf mq ms pr sx tc tt vc vg vi',
  'central-america': 'bz cr gt hn mx ni pa sv',
  'south-america': 'ar bo br bv cl co ec fk gf gs gy pe py sr uy ve',
  'northern-america': 'bm ca gl pm us',
  'central-asia': 'kg kz tj tm uz',
  'eastern-asia': 'cn hk jp kp kr mn mo tw',
  'southern-asia': 'af bd bt in ir lk mv np pk',
  'south-eastern-asia': 'bn id kh la mm my ph sg th tl vn',
  'western-asia': 'ae am az bh cy ge il iq jo kw lb om ps qa sa sy tr ye',
  'eastern-europe': 'bg by cz hu md pl ro ru sk ua',
  'northern-europe': 'ax dk ee fi fo gb gg ie im is je lt lv no se sj',
  'southern-europe': 'ad al ba es gi gr hr it me mk mt pt rs si sm va xk',
  'western-europe': 'at be ch de fr li lu mc nl',
  'australia-new-zealand': 'au cc cx hm nf nz',
  melanesia: 'fj nc pg sb vu',
  micronesia: 'fm gu ki mh mp nr pw um',
  polynesia: 'as ck nu pf pn tk to tv wf ws',
  antarctica: 'aq',
};

const regionsOf: Readonly<Record<string, string>> = {
  africa: 'eastern-africa middle-africa northern-africa southern-africa western-africa',
  americas: 'caribbean central-america south-america northern-america',
  'latin-america-caribbean': 'caribbean central-america south-america',
  asia: 'central-asia eastern-asia southern-asia south-eastern-asia western-asia',
  europe: 'eastern-europe northern-europe southern-europe western-europe',
  oceania: 'australia-new-zealand melanesia micronesia polynesia',
};

function table(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [region, countries] of Object.entries(countriesOf)) found.set(region, new Set(countries.split(' ')));
  for (const [region, parts] of Object.entries(regionsOf))
    found.set(region, new Set(parts.split(' ').flatMap((part) => [...(found.get(part) ?? [])])));
  return found;
}

const members = table();
const known = new Set([...members.values()].flatMap((countries) => [...countries]));

/** Region words of STIX 2.1 in the order of this table. */
export const regionNames: readonly string[] = [...members.keys()];

/** The countries of a region; null when the word is not one of STIX's (the vocabulary is open). */
export const countriesIn = (region: string): ReadonlySet<string> | null => members.get(region) ?? null;

export const isKnownCountry = (code: string): boolean => known.has(code);
