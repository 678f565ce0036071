import * as r from './rule.ts';

const size = r.integer(0);
const words = r.list(r.text);

/** Predefined extensions of file (STIX 2.1 sections 6.7.2–6.7.6). */
const alternateDataStream = r.struct({ 'name!': r.text, hashes: r.hashes, size });
const peOptionalHeader = r.someOf({
  magic_hex: r.hex,
  major_linker_version: r.integer(),
  minor_linker_version: r.integer(),
  size_of_code: size,
  size_of_initialized_data: size,
  size_of_uninitialized_data: size,
  address_of_entry_point: r.integer(),
  base_of_code: r.integer(),
  base_of_data: r.integer(),
  image_base: r.integer(),
  section_alignment: r.integer(),
  file_alignment: r.integer(),
  major_os_version: r.integer(),
  minor_os_version: r.integer(),
  major_image_version: r.integer(),
  minor_image_version: r.integer(),
  major_subsystem_version: r.integer(),
  minor_subsystem_version: r.integer(),
  win32_version_value_hex: r.hex,
  size_of_image: size,
  size_of_headers: size,
  checksum_hex: r.hex,
  subsystem_hex: r.hex,
  dll_characteristics_hex: r.hex,
  size_of_stack_reserve: size,
  size_of_stack_commit: size,
  size_of_heap_reserve: size,
  size_of_heap_commit: size,
  loader_flags_hex: r.hex,
  number_of_rva_and_sizes: r.integer(),
  hashes: r.hashes,
});
const peSection = r.struct({ 'name!': r.text, size, entropy: r.float(), hashes: r.hashes });

export const fileExtensions = {
  'archive-ext': r.struct({ 'contains_refs!': r.list(r.reference({ types: 'file directory' })), comment: r.text }),
  'ntfs-ext': r.someOf({ sid: r.text, alternate_data_streams: r.list(r.part(alternateDataStream)) }),
  'pdf-ext': r.someOf({
    version: r.text,
    is_optimized: r.flag,
    document_info_dict: r.dictionary(r.text),
    pdfid0: r.text,
    pdfid1: r.text,
  }),
  'raster-image-ext': r.someOf({
    image_height: r.integer(),
    image_width: r.integer(),
    bits_per_pixel: r.integer(),
    exif_tags: r.dictionary(r.either(r.integer(), r.text, 'an integer or text')),
  }),
  'windows-pebinary-ext': r.struct(
    {
      'pe_type!': r.open('windows-pebinary-type-ov'),
      imphash: r.text,
      machine_hex: r.hex,
      number_of_sections: size,
      time_date_stamp: r.time,
      pointer_to_symbol_table_hex: r.hex,
      number_of_symbols: size,
      size_of_optional_header: size,
      characteristics_hex: r.hex,
      file_header_hashes: r.hashes,
      optional_header: r.part(peOptionalHeader),
      sections: r.list(r.part(peSection)),
    },
    r.atLeastOne(
      'imphash machine_hex number_of_sections time_date_stamp pointer_to_symbol_table_hex number_of_symbols size_of_optional_header characteristics_hex file_header_hashes optional_header sections',
    ),
  ),
};

/** Predefined extensions of network-traffic (STIX 2.1 sections 6.12.2–6.12.5). */
export const networkTrafficExtensions = {
  'http-request-ext': r.struct({
    'request_method!': r.text,
    'request_value!': r.text,
    request_version: r.text,
    request_header: r.dictionary(r.either(words, r.text, 'a list of text')),
    message_body_length: r.integer(),
    message_body_data_ref: r.reference({ types: 'artifact' }),
  }),
  'icmp-ext': r.struct({ 'icmp_type_hex!': r.hex, 'icmp_code_hex!': r.hex }),
  'socket-ext': r.struct({
    'address_family!': r.oneOf('network-socket-address-family-enum'),
    is_blocking: r.flag,
    is_listening: r.flag,
    options: r.dictionary(r.integer()),
    socket_type: r.oneOf('network-socket-type-enum'),
    socket_descriptor: size,
    socket_handle: r.integer(),
  }),
  'tcp-ext': r.someOf({ src_flags_hex: r.hex, dst_flags_hex: r.hex }),
};

/** Predefined extensions of process (STIX 2.1 sections 6.13.2 and 6.13.3). */
export const processExtensions = {
  'windows-process-ext': r.someOf({
    aslr_enabled: r.flag,
    dep_enabled: r.flag,
    priority: r.text,
    owner_sid: r.text,
    // The text of the standard and its schemas disagree on this name: both are taken.
    windows_title: r.text,
    window_title: r.text,
    startup_info: r.dictionary(r.anything),
    integrity_level: r.oneOf('windows-integrity-level-enum'),
  }),
  'windows-service-ext': r.someOf({
    service_name: r.text,
    descriptions: words,
    display_name: r.text,
    group_name: r.text,
    start_type: r.oneOf('windows-service-start-type-enum'),
    service_dll_refs: r.list(r.reference({ types: 'file' })),
    service_type: r.oneOf('windows-service-type-enum'),
    service_status: r.oneOf('windows-service-status-enum'),
  }),
};

/** Predefined extension of user-account (STIX 2.1 section 6.16.2). */
export const userAccountExtensions = {
  'unix-account-ext': r.someOf({ gid: r.integer(), groups: words, home_dir: r.text, shell: r.text }),
};
