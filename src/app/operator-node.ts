import { accordOperator } from './accord/accord-operator.ts';
import { federationOperator } from './federation-operator.ts';
import { lineageOperator } from './lineage/lineage-operator.ts';
import { setMandate } from './membership/give-mandate.ts';
import { setSpeaker, stateMembership } from './membership/state-membership.ts';
import type { NodeState } from './node-state.ts';
import { addAliases, listAliases } from './operate/aliases.ts';
import { confirmStatement, gradeStatement, relateStatements, retractStatement } from './operate/amend-statement.ts';
import { addCoalition, joinCoalition, leaveCoalition, listCoalitions } from './operate/coalitions.ts';
import { collectionRecord, createCollection } from './operate/collections.ts';
import { decideObject, explainObject } from './operate/decide-object.ts';
import { doctor } from './operate/doctor.ts';
import { exportObjects } from './operate/export-objects.ts';
import { exportStatements } from './operate/export-statements.ts';
import { extractStatements } from './operate/extract-statements.ts';
import { gradeObject } from './operate/grade-object.ts';
import { importObjects } from './operate/import-objects.ts';
import { importStatements } from './operate/import-statements.ts';
import { addTerms, checkTerms, endTerms, textRecord } from './operate/manage-terms.ts';
import { metrics } from './operate/metrics.ts';
import { addOrgans, addParty, createKey, revokeKey } from './operate/parties-and-keys.ts';
import { enrolPeer, invitePeer, peerView, retryPeer, revokePeer, rotateKey, showPeer } from './operate/peers.ts';
import { publishStatements } from './operate/publish-statements.ts';
import { addStatements, addTopics } from './operate/record-statement.ts';
import { confirmCandidate, listCandidates, rejectCandidate } from './operate/review-candidates.ts';
import { positionDrift, positionHistory, showPosition } from './operate/show-position.ts';
import { listStatements, showStatement } from './operate/show-statement.ts';
import { showTerms } from './operate/show-terms.ts';
import { simulate } from './operate/simulate.ts';
import { whoGot } from './operate/who-got.ts';
import type { OperatorApi } from './operator-api.ts';
import { recallOperator } from './recall-operator.ts';

/** The node as its own staff meet it: every use case, given what it needs. */
export function operatorNode(node: NodeState): OperatorApi {
  return {
    ...accordOperator(node),
    ...lineageOperator(node),
    addParty: (input) => addParty(node, input),
    parties: () => node.parties.list(),
    addOrgans: (input) => addOrgans(node, input),
    createKey: (input) => createKey(node, input),
    keys: () => node.parties.keys(),
    revokeKey: (id) => revokeKey(node, id),
    invitePeer: () => invitePeer(node),
    enrolPeer: (input) => enrolPeer(node, input),
    peers: () => node.peers.list().map((record) => peerView(node, record)),
    peer: (id) => showPeer(node, id),
    rotateKey: () => rotateKey(node),
    retryPeer: (input) => retryPeer(node, input),
    revokePeer: (id) => revokePeer(node, id),
    createCollection: (input) => createCollection(node, input),
    collections: () => [...node.engine.collections.values()].map(collectionRecord),
    importObjects: (request) => importObjects(node, request),
    exportObjects: (input) => exportObjects(node, input),
    checkTerms: (terms) => checkTerms(node, terms),
    addTerms: (terms) => addTerms(node, terms),
    endTerms: (id) => endTerms(node, id),
    showTerms: (input) => showTerms(node, input),
    texts: () => [...node.texts.values()].map(textRecord),
    addTopics: (value) => addTopics(node, value),
    topics: () => [...node.positions.topics.values()],
    addStatements: (value, by) => addStatements(node, value, by ?? null),
    gradeStatement: (input) => gradeStatement(node, { ...input, by: input.by ?? null }),
    relateStatements: (input) => relateStatements(node, { ...input, by: input.by ?? null }),
    retractStatement: (input) => retractStatement(node, { ...input, why: input.why ?? null, by: input.by ?? null }),
    confirmStatement: (input) => confirmStatement(node, { ...input, by: input.by ?? null }),
    statements: () => listStatements(node),
    exportStatements: (input) => exportStatements(node, input),
    importStatements: (input) => importStatements(node, input),
    publishStatements: (input) => publishStatements(node, input),
    statement: (id) => showStatement(node, id),
    addAliases: (value) => addAliases(node, value),
    aliases: () => listAliases(node),
    extractStatements: (input) => extractStatements(node, input),
    candidates: (input) => listCandidates(node, input),
    rejectCandidate: (input) => rejectCandidate(node, input),
    confirmCandidate: (input) => confirmCandidate(node, input),
    position: (input) => showPosition(node, input),
    positionHistory: (input) => positionHistory(node, input),
    positionDrift: (input) => positionDrift(node, input),
    persons: () => [...node.positions.persons.values()],
    addCoalition: (input) => addCoalition(node, input),
    joinCoalition: (input) => joinCoalition(node, input),
    leaveCoalition: (input) => leaveCoalition(node, input),
    setSpeaker: (input) => setSpeaker(node, input),
    stateMembership: (input) => stateMembership(node, input),
    setMandate: (input) => setMandate(node, input),
    coalitions: (input) => listCoalitions(node, input),
    gradeObject: (input) => gradeObject(node, input),
    decide: (input) => decideObject(node, input),
    explain: (input) => explainObject(node, input),
    simulate: (value) => simulate(node, value),
    whoGot: (object) => whoGot(node, object),
    ...federationOperator(node),
    ...recallOperator(node),
    doctor: () => doctor(node),
    metrics: () => metrics(node),
  };
}
