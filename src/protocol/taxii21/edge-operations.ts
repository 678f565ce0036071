import { Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

/** What the TAXII edge answers beside TAXII. The probes say nothing but yes or no, and to everybody. */

const Nothing = Type.Object({}, { title: 'Nothing', additionalProperties: false });

export const getHealth = {
  id: 'getHealth',
  method: 'get',
  path: '/healthz',
  summary: 'The process answers',
  section: null,
  query: [],
  request: null,
  responses: { 200: Nothing },
  pageHeaders: false,
  authenticated: false,
  mediaType: taxiiMediaType,
} as const satisfies Operation;

export const getReady = {
  id: 'getReady',
  method: 'get',
  path: '/readyz',
  summary: 'The node takes requests',
  section: null,
  query: [],
  request: null,
  responses: { 200: Nothing, 503: errors()['503'] ?? Nothing },
  pageHeaders: false,
  authenticated: false,
  mediaType: taxiiMediaType,
} as const satisfies Operation;

export const getOpenApi = {
  id: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  summary: 'This document',
  section: null,
  query: [],
  request: null,
  responses: { 200: Type.Object({}, { additionalProperties: true }), ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: 'application/json',
} as const satisfies Operation;
