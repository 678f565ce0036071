import { faultText } from '../../../core/result.ts';
import { readCompareRequest } from '../../../protocol/peer/index.ts';
import type { NodeState } from '../../node-state.ts';
import type { PartnerApi, Principal } from '../../partner-api.ts';
import type { PeerAnswer } from '../push/take-delivery.ts';
import { CompareAnswers } from './answer-compare.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'platform'> & { readonly partner: PartnerApi };

const refuse = (status: number, problem: string): PeerAnswer => ({ status, body: { problem } });

/** Comparisons as peers ask for them. A collection that the caller may not know of is answered like one that is not there. */
export function compareDesk(deps: Deps): { to(who: Principal, request: Uint8Array): Promise<PeerAnswer> } {
  const answers = new CompareAnswers(deps);
  const busy = new Set<string>();

  const answer = async (who: Principal, bytes: Uint8Array): Promise<PeerAnswer> => {
    const request = readCompareRequest(parse(deps, bytes));
    if (!request.ok) return refuse(422, faultText(request.error));
    const { collection } = request.value;
    const view = deps.partner
      .roots(who)
      .map((root) => deps.partner.collection(who, root.path, collection))
      .find((found) => found?.canRead === true);
    const state = [...deps.engine.collections.values()].find((c) => c.record.id === view?.id);
    if (state === undefined) return refuse(404, 'there is nothing here');
    const body = await answers.answer(who.party, state, request.value);
    return { status: 200, body: { ...body } };
  };

  return {
    to: async (who, request) => {
      // Counting a set reads every object of it: one at a time for each peer.
      if (busy.has(who.party)) return refuse(429, 'one comparison at a time');
      busy.add(who.party);
      try {
        return await answer(who, request);
      } finally {
        busy.delete(who.party);
      }
    },
  };
}

function parse({ platform }: Deps, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(platform.decodeUtf8Fatal(bytes));
  } catch {
    return null;
  }
}
