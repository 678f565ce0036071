/** What JSON can say. Objects from outside have unknown keys: ask with `Object.hasOwn`, or make a `Map`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}
