import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { Count, Identifier, StixId, Text, Timestamp, VersionText } from './wire-values.ts';

/** One object of a submission (TAXII 2.1 section 4.3.1). An id or version that could not be read is given as received. */
export const StatusDetail = Type.Object(
  {
    id: Type.Union([StixId, Type.String()]),
    version: Type.Union([VersionText, Type.String()]),
    message: Type.Optional(Text),
  },
  { title: 'StatusDetail' },
);
export type StatusDetail = Static<typeof StatusDetail>;

const Details = Type.Optional(Type.Array(StatusDetail, { minItems: 1 }));

/** Status resource (TAXII 2.1 section 4.3.1): the three counts add up to the total, each list is as long as its count. */
export const Status = Type.Object(
  {
    id: Identifier,
    status: Type.Union([Type.Literal('complete'), Type.Literal('pending')]),
    request_timestamp: Timestamp,
    total_count: Count,
    success_count: Count,
    successes: Details,
    failure_count: Count,
    failures: Details,
    pending_count: Count,
    pendings: Details,
  },
  { title: 'Status' },
);
export type Status = Static<typeof Status>;

export const getStatus = {
  id: 'getStatus',
  method: 'get',
  path: '/{root}/status/{status}/',
  summary: 'How a submission of the caller fared',
  section: '4.3',
  query: [],
  request: null,
  responses: { 200: Status, ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
