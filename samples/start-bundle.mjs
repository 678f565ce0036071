// What the sample bundles are made with. The same run gives the same bytes.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

export const hash = (text) => createHash('sha256').update(text).digest('hex');

const uuid = (text) => {
  const h = hash(`proviso sample: ${text}`);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

// TLP 2.0, ids fixed by the STIX 2.1 errata.
const tlp = {
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};

/** A bundle under way: `creator` names the identity that made all but itself; time moves only with what is added. */
export function startBundle({ start, creator, prefix = '' }) {
  let minutes = 0;
  let links = 0;
  const objects = [];
  const names = new Map();

  /** One object; its time is the next step of the bundle's clock. */
  function add(type, name, level, fields) {
    minutes += 37;
    const at = new Date(start + minutes * 60_000).toISOString();
    const id = `${type}--${uuid(`${prefix}${type} ${name}`)}`;
    names.set(name, id);
    const by = names.get(creator);
    objects.push({
      type,
      spec_version: '2.1',
      id,
      ...(by === undefined || by === id ? {} : { created_by_ref: by }),
      created: at,
      modified: at,
      object_marking_refs: [tlp[level]],
      ...fields,
    });
    return id;
  }

  return {
    add,
    names,
    link: (source_ref, relationship_type, target_ref, level) => {
      links += 1;
      return add('relationship', `link ${links}`, level, { relationship_type, source_ref, target_ref });
    },
    write: (file) => {
      const bundle = { type: 'bundle', id: `bundle--${uuid(`${prefix}bundle`)}`, objects };
      writeFileSync(file, `${JSON.stringify(bundle, null, 1)}\n`);
    },
  };
}
