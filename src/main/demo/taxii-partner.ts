/** An ordinary TAXII 2.1 client, as a partner would write it in an afternoon: nothing in it knows this product. */
export interface TaxiiPage {
  readonly status: number;
  readonly objects: readonly TaxiiObject[];
  readonly more: boolean;
  readonly next: string | null;
  readonly lastAdded: string | null;
}

interface TaxiiObject {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly object_marking_refs?: readonly string[];
}

export interface TaxiiPartner {
  /** Any resource below the server's address, as JSON. */
  resource(path: string): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  page(query: Readonly<Record<string, string>>): Promise<TaxiiPage>;
  /** Pages by `next` from here to the end. */
  walk(query: Readonly<Record<string, string>>): Promise<readonly TaxiiPage[]>;
}

const pagesMax = 1_000;

export function taxiiPartner(
  base: string,
  collectionPath: string,
  key: { readonly id: string; readonly secret: string },
): TaxiiPartner {
  const headers = {
    accept: 'application/taxii+json;version=2.1',
    authorization: `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`,
  };
  const get = (path: string): Promise<Response> => fetch(new URL(path, base), { headers, redirect: 'error' });
  const page = async (query: Readonly<Record<string, string>>): Promise<TaxiiPage> => {
    const response = await get(`${collectionPath}objects/?${new URLSearchParams(query)}`);
    const body = (await response.json()) as { objects?: TaxiiObject[]; more?: boolean; next?: string };
    return {
      status: response.status,
      objects: body.objects ?? [],
      more: body.more === true,
      next: body.next ?? null,
      lastAdded: response.headers.get('x-taxii-date-added-last'),
    };
  };
  return {
    resource: async (path) => {
      const response = await get(path);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    page,
    walk: async (query) => {
      const pages = [await page(query)];
      for (let last = pages[0]; last?.next != null && pages.length < pagesMax; last = pages.at(-1)) {
        pages.push(await page({ ...query, next: last.next }));
      }
      return pages;
    },
  };
}
