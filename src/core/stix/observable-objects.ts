import { objectType } from './common-properties.ts';
import {
  fileExtensions,
  networkTrafficExtensions,
  processExtensions,
  userAccountExtensions,
} from './observable-extensions.ts';
import * as r from './rule.ts';

const to = (types: string): r.ValueRule => r.reference({ types });
const fileTimes = { ctime: r.time, mtime: r.time, atime: r.time };
const count = r.integer(0);
const port = r.integer(0, 65_535);

const mimePart = r.struct(
  { body: r.text, body_raw_ref: to('artifact file'), content_type: r.text, content_disposition: r.text },
  r.exactlyOne('body body_raw_ref'),
);
const registryValue = r.someOf({ name: r.text, data: r.text, data_type: r.oneOf('windows-registry-datatype-enum') });
const x509v3 = r.someOf({
  basic_constraints: r.text,
  name_constraints: r.text,
  policy_constraints: r.text,
  key_usage: r.text,
  extended_key_usage: r.text,
  subject_key_identifier: r.text,
  authority_key_identifier: r.text,
  subject_alternative_name: r.text,
  issuer_alternative_name: r.text,
  subject_directory_attributes: r.text,
  crl_distribution_points: r.text,
  inhibit_any_policy: r.text,
  private_key_usage_period_not_before: r.time,
  private_key_usage_period_not_after: r.time,
  certificate_policies: r.text,
  policy_mappings: r.text,
});

/** An address with what it resolves and belongs to (STIX 2.1 sections 6.8 and 6.9). */
const ipAddress = {
  'value!': r.text,
  resolves_to_refs: r.list(to('mac-addr')),
  belongs_to_refs: r.list(to('autonomous-system')),
};
const endpoint = to('ipv4-addr ipv6-addr mac-addr domain-name');

const account = {
  user_id: r.text,
  credential: r.text,
  account_login: r.text,
  account_type: r.open('account-type-ov'),
  display_name: r.text,
  is_service_account: r.flag,
  is_privileged: r.flag,
  can_escalate_privs: r.flag,
  is_disabled: r.flag,
  account_created: r.time,
  account_expires: r.time,
  credential_last_changed: r.time,
  account_first_login: r.time,
  account_last_login: r.time,
};
const process = {
  is_hidden: r.flag,
  pid: r.integer(),
  created_time: r.time,
  cwd: r.text,
  command_line: r.text,
  environment_variables: r.dictionary(r.text),
  opened_connection_refs: r.list(to('network-traffic')),
  creator_user_ref: to('user-account'),
  image_ref: to('file'),
  parent_ref: to('process'),
  child_refs: r.list(to('process')),
};
const registryKey = {
  key: r.text,
  values: r.list(r.part(registryValue)),
  modified_time: r.time,
  creator_user_ref: to('user-account'),
  number_of_subkeys: r.integer(),
};
const certificate = {
  is_self_signed: r.flag,
  hashes: r.hashes,
  version: r.text,
  serial_number: r.text,
  signature_algorithm: r.text,
  issuer: r.text,
  validity_not_before: r.time,
  validity_not_after: r.time,
  subject: r.text,
  subject_public_key_algorithm: r.text,
  subject_public_key_modulus: r.text,
  subject_public_key_exponent: r.integer(),
  x509_v3_extensions: r.part(x509v3),
};
const someOfThese = (table: object, more = ''): readonly r.CrossRule[] => [
  r.atLeastOne(Object.keys(table).join(' ') + more),
];

/** STIX cyber-observable objects (STIX 2.1 section 6). */
export const observableObjects: readonly r.ObjectType[] = [
  objectType(
    'artifact',
    'sco',
    {
      mime_type: r.text,
      payload_bin: r.binary,
      url: r.text,
      hashes: r.hashes,
      encryption_algorithm: r.oneOf('encryption-algorithm-enum'),
      decryption_key: r.text,
    },
    {
      cross: [
        r.exactlyOne('payload_bin url'),
        r.needs('url', 'hashes'),
        r.needs('decryption_key', 'encryption_algorithm'),
      ],
      idFrom: 'hashes payload_bin',
    },
  ),
  objectType('autonomous-system', 'sco', { 'number!': r.integer(), name: r.text, rir: r.text }, { idFrom: 'number' }),
  objectType(
    'directory',
    'sco',
    { 'path!': r.text, path_enc: r.text, ...fileTimes, contains_refs: r.list(to('file directory')) },
    { idFrom: 'path' },
  ),
  objectType(
    'domain-name',
    'sco',
    { 'value!': r.text, resolves_to_refs: r.list(to('ipv4-addr ipv6-addr domain-name')) },
    { idFrom: 'value' },
  ),
  objectType(
    'email-addr',
    'sco',
    { 'value!': r.text, display_name: r.text, belongs_to_ref: to('user-account') },
    { idFrom: 'value' },
  ),
  objectType(
    'email-message',
    'sco',
    {
      'is_multipart!': r.flag,
      date: r.time,
      content_type: r.text,
      from_ref: to('email-addr'),
      sender_ref: to('email-addr'),
      to_refs: r.list(to('email-addr')),
      cc_refs: r.list(to('email-addr')),
      bcc_refs: r.list(to('email-addr')),
      message_id: r.text,
      subject: r.text,
      received_lines: r.list(r.text),
      // A list by the table, plain text in the standard's own examples: both are taken.
      additional_header_fields: r.dictionary(r.either(r.list(r.text), r.text, 'a list of text')),
      body: r.text,
      body_multipart: r.list(r.part(mimePart)),
      raw_email_ref: to('artifact'),
    },
    {
      cross: [r.absentWhen('body', 'is_multipart', true), r.absentWhen('body_multipart', 'is_multipart', false)],
      idFrom: 'from_ref subject body',
    },
  ),
  objectType(
    'file',
    'sco',
    {
      hashes: r.hashes,
      size: count,
      name: r.text,
      name_enc: r.text,
      magic_number_hex: r.hex,
      mime_type: r.text,
      ...fileTimes,
      parent_directory_ref: to('directory'),
      contains_refs: r.list(r.reference('sco')),
      content_ref: to('artifact'),
    },
    {
      cross: [r.atLeastOne('hashes name'), r.needs('name_enc', 'name')],
      extensions: fileExtensions,
      idFrom: 'hashes name extensions parent_directory_ref',
    },
  ),
  objectType('ipv4-addr', 'sco', ipAddress, { idFrom: 'value' }),
  objectType('ipv6-addr', 'sco', ipAddress, { idFrom: 'value' }),
  objectType('mac-addr', 'sco', { 'value!': r.text }, { idFrom: 'value' }),
  objectType('mutex', 'sco', { 'name!': r.text }, { idFrom: 'name' }),
  objectType(
    'network-traffic',
    'sco',
    {
      start: r.time,
      end: r.time,
      is_active: r.flag,
      src_ref: endpoint,
      dst_ref: endpoint,
      src_port: port,
      dst_port: port,
      'protocols!': r.list(r.text),
      src_byte_count: count,
      dst_byte_count: count,
      src_packets: count,
      dst_packets: count,
      ipfix: r.dictionary(r.either(r.integer(), r.text, 'an integer or text')),
      src_payload_ref: to('artifact'),
      dst_payload_ref: to('artifact'),
      encapsulates_refs: r.list(to('network-traffic')),
      encapsulated_by_ref: to('network-traffic'),
    },
    {
      cross: [r.notBefore('end', 'start'), r.atLeastOne('src_ref dst_ref'), r.absentWhen('end', 'is_active', true)],
      extensions: networkTrafficExtensions,
      idFrom: 'start end src_ref dst_ref src_port dst_port protocols extensions',
    },
  ),
  objectType('process', 'sco', process, { cross: someOfThese(process, ' extensions'), extensions: processExtensions }),
  objectType(
    'software',
    'sco',
    { 'name!': r.text, cpe: r.text, swid: r.text, languages: r.list(r.text), vendor: r.text, version: r.text },
    { idFrom: 'name cpe swid vendor version' },
  ),
  objectType('url', 'sco', { 'value!': r.text }, { idFrom: 'value' }),
  objectType('user-account', 'sco', account, {
    cross: someOfThese(account, ' extensions'),
    extensions: userAccountExtensions,
    idFrom: 'account_type user_id account_login',
  }),
  objectType('windows-registry-key', 'sco', registryKey, { cross: someOfThese(registryKey), idFrom: 'key values' }),
  objectType('x509-certificate', 'sco', certificate, {
    cross: someOfThese(certificate),
    idFrom: 'hashes serial_number',
  }),
];
