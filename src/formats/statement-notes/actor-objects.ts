import type { PartyId } from '../../core/ids.ts';
import type { Person, PersonRole, Statement } from '../../core/position/index.ts';
import { extensionId } from './extension-definition.ts';
import {
  besideId,
  idOf,
  makerId,
  type NotesContext,
  ownObject,
  partyIdentityId,
  present,
  type StixObject,
  stamp,
} from './notes-context.ts';

const property = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  extensions: { [extensionId]: { extension_type: 'property-extension', ...fields } },
});

const sinceOf = (party: PartyId, context: NotesContext): number => context.parties.get(party)?.since ?? 0;

/** An organ has no record of its own: it is known since its party is. */
export const organIdentityId = (party: PartyId, organ: string, context: NotesContext): string =>
  besideId('identity', ['organ', party, organ], context);

function partyObject(party: PartyId, id: string, context: NotesContext): StixObject {
  return {
    ...ownObject('identity', id, { created: sinceOf(party, context) }, context),
    name: context.parties.get(party)?.name ?? party,
    identity_class: 'organization',
    ...property({ party }),
  };
}

function organObjects(party: PartyId, organ: string, context: NotesContext): readonly StixObject[] {
  const id = organIdentityId(party, organ, context);
  const times = { created: sinceOf(party, context) };
  return [
    {
      ...ownObject('identity', id, times, context),
      name: organ,
      identity_class: 'organization',
      ...property({ party, organ }),
    },
    {
      ...ownObject('relationship', besideId('relationship', ['part-of', party, organ], context), times, context),
      relationship_type: 'part-of',
      source_ref: id,
      target_ref: partyIdentityId(party, context),
    },
  ];
}

/**
 * A person carries no times of its own, so its ids are of its content: a person with another role is another object, and
 * no version of an object ever has two contents (STIX 2.1 section 3.6).
 */
function personObjects(person: Person, context: NotesContext): readonly StixObject[] {
  const id = idOf('identity', ['person', person], context);
  const times = { created: sinceOf(context.self, context) };
  const roles = person.roles.map((r) =>
    present({ party: r.party, organ: r.organ, role: r.role, since: stamp(r.from), until: stamp(r.to) }),
  );
  return [
    {
      ...ownObject('identity', id, times, context),
      name: person.name,
      identity_class: 'individual',
      ...property(present({ person_id: person.id, person_roles: roles })),
    },
    ...person.roles.map((role, i) => ({
      ...ownObject('relationship', idOf('relationship', ['speaks-for', person, i], context), times, context),
      relationship_type: 'speaks-for',
      description: role.role,
      source_ref: id,
      target_ref:
        role.organ === null ? partyIdentityId(role.party, context) : organIdentityId(role.party, role.organ, context),
      ...heldTimes(role),
    })),
  ];
}

/** STIX wants the end after the start (section 5.1); a role of one moment keeps its times in the extension alone. */
const heldTimes = (role: PersonRole): Record<string, unknown> =>
  role.from !== null && role.to !== null && role.to <= role.from
    ? {}
    : present({ start_time: stamp(role.from), stop_time: stamp(role.to) });

/** Identities of everybody the statements and persons name, each once, and who belongs to whom. */
export function actorObjects(
  statements: readonly Statement[],
  persons: readonly Person[],
  context: NotesContext,
): readonly StixObject[] {
  const parties = new Set<PartyId>();
  const organs = new Map<string, readonly [PartyId, string]>();
  const name = (party: PartyId, organ: string | null): void => {
    parties.add(party);
    if (organ !== null) organs.set(JSON.stringify([party, organ]), [party, organ]);
  };
  for (const s of statements) {
    name(s.party, s.organ);
    for (const hop of s.chain) if (hop.affiliation !== null) parties.add(hop.affiliation);
    const assessor = [...context.parties.keys()].find((party) => party === s.assessor);
    if (assessor !== undefined) parties.add(assessor);
  }
  for (const person of persons) for (const role of person.roles) name(role.party, role.organ);
  const maker = makerId(context);
  const others = [...parties].sort().filter((party) => partyIdentityId(party, context) !== maker);
  return [
    partyObject(context.self, maker, context),
    ...others.map((party) => partyObject(party, partyIdentityId(party, context), context)),
    ...[...organs.values()].flatMap(([party, organ]) => organObjects(party, organ, context)),
    ...persons.flatMap((person) => personObjects(person, context)),
  ];
}
