/** The two calls of the JSON-LD processor that the tests make. */
declare module 'jsonld' {
  interface RemoteDocument {
    readonly contextUrl: null;
    readonly documentUrl: string;
    readonly document: unknown;
  }
  interface Options {
    readonly documentLoader: (url: string) => Promise<RemoteDocument>;
  }
  const jsonld: {
    expand(document: object, options: Options): Promise<object[]>;
    compact(document: object, context: unknown, options: Options): Promise<Record<string, unknown>>;
  };
  export = jsonld;
}
