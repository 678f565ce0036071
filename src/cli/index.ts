import type { Command } from './command.ts';
import { accordAnswerFor } from './commands/accord-answer-for.ts';
import { accordAmend, accordCounter } from './commands/accord-counter.ts';
import { accordHold } from './commands/accord-hold.ts';
import { accordList } from './commands/accord-list.ts';
import { accordMoves } from './commands/accord-moves.ts';
import { accordShow } from './commands/accord-show.ts';
import { accordTableCommand } from './commands/accord-table.ts';
import { alertList } from './commands/alert-list.ts';
import { aliasAdd } from './commands/alias-add.ts';
import { aliasList } from './commands/alias-list.ts';
import { approvalConfirm } from './commands/approval-confirm.ts';
import { approvalGrant } from './commands/approval-grant.ts';
import { approvalList } from './commands/approval-list.ts';
import { approvalRefuse } from './commands/approval-refuse.ts';
import { approvalWithdraw } from './commands/approval-withdraw.ts';
import { coalitionAdd } from './commands/coalition-add.ts';
import { coalitionJoin } from './commands/coalition-join.ts';
import { coalitionLeave } from './commands/coalition-leave.ts';
import { coalitionList } from './commands/coalition-list.ts';
import { coalitionMandate } from './commands/coalition-mandate.ts';
import { coalitionSpeaker } from './commands/coalition-speaker.ts';
import { coalitionState } from './commands/coalition-state.ts';
import { collectionCreate } from './commands/collection-create.ts';
import { collectionList } from './commands/collection-list.ts';
import { consentAsk } from './commands/consent-ask.ts';
import { consentConfirm } from './commands/consent-confirm.ts';
import { consentGrant } from './commands/consent-grant.ts';
import { consentList } from './commands/consent-list.ts';
import { consentRefuse } from './commands/consent-refuse.ts';
import { consentWithdraw } from './commands/consent-withdraw.ts';
import { decide } from './commands/decide.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { init } from './commands/init.ts';
import { keyCreate } from './commands/key-create.ts';
import { keyList } from './commands/key-list.ts';
import { keyRevoke } from './commands/key-revoke.ts';
import { metrics } from './commands/metrics.ts';
import { objectDelete } from './commands/object-delete.ts';
import { objectGrade } from './commands/object-grade.ts';
import { objectIndependent } from './commands/object-independent.ts';
import { objectLineage } from './commands/object-lineage.ts';
import { partyAdd } from './commands/party-add.ts';
import { partyList } from './commands/party-list.ts';
import { partyOrgan } from './commands/party-organ.ts';
import { partyRelation } from './commands/party-relation.ts';
import { partyShow } from './commands/party-show.ts';
import { peerCompare } from './commands/peer-compare.ts';
import { peerEnrol } from './commands/peer-enrol.ts';
import { peerInvite } from './commands/peer-invite.ts';
import { peerList } from './commands/peer-list.ts';
import { peerQuota } from './commands/peer-quota.ts';
import { peerRetry } from './commands/peer-retry.ts';
import { peerRevoke } from './commands/peer-revoke.ts';
import { peerRotate } from './commands/peer-rotate.ts';
import { peerSet } from './commands/peer-set.ts';
import { peerShow } from './commands/peer-show.ts';
import { personList } from './commands/person-list.ts';
import { positionDrift } from './commands/position-drift.ts';
import { positionHistory } from './commands/position-history.ts';
import { positionShow } from './commands/position-show.ts';
import { quarantineDrop } from './commands/quarantine-drop.ts';
import { quarantineList } from './commands/quarantine-list.ts';
import { quarantineRetry } from './commands/quarantine-retry.ts';
import { recallAck } from './commands/recall-ack.ts';
import { recallLift } from './commands/recall-lift.ts';
import { recallList } from './commands/recall-list.ts';
import { recallNote } from './commands/recall-note.ts';
import { recallSend } from './commands/recall-send.ts';
import { recallShow } from './commands/recall-show.ts';
import { simulate } from './commands/simulate.ts';
import { sourceAdd } from './commands/source-add.ts';
import { sourceList } from './commands/source-list.ts';
import { sourceRemove } from './commands/source-remove.ts';
import { sourceTerms } from './commands/source-terms.ts';
import { start } from './commands/start.ts';
import { statementAdd } from './commands/statement-add.ts';
import { statementCandidates } from './commands/statement-candidates.ts';
import { statementConfirm } from './commands/statement-confirm.ts';
import { statementExport } from './commands/statement-export.ts';
import { statementExtract } from './commands/statement-extract.ts';
import { statementGrade } from './commands/statement-grade.ts';
import { statementImport } from './commands/statement-import.ts';
import { statementList } from './commands/statement-list.ts';
import { statementPublish } from './commands/statement-publish.ts';
import { statementReject } from './commands/statement-reject.ts';
import { statementRelate } from './commands/statement-relate.ts';
import { statementRetract } from './commands/statement-retract.ts';
import { statementShow } from './commands/statement-show.ts';
import { syncNow } from './commands/sync-now.ts';
import { syncStatus } from './commands/sync-status.ts';
import { termsAdd } from './commands/terms-add.ts';
import { termsCheck } from './commands/terms-check.ts';
import { termsEnd } from './commands/terms-end.ts';
import { termsList } from './commands/terms-list.ts';
import { termsShow } from './commands/terms-show.ts';
import { topicAdd } from './commands/topic-add.ts';
import { topicList } from './commands/topic-list.ts';
import { whoGot } from './commands/who-got.ts';

/** Every command, in the order in which a newcomer meets them; help and the reference follow from this list. */
export const commands: readonly Command[] = [
  init,
  start,
  demo,
  partyAdd,
  partyList,
  partyShow,
  partyOrgan,
  partyRelation,
  personList,
  keyCreate,
  keyList,
  keyRevoke,
  peerInvite,
  peerEnrol,
  peerList,
  peerShow,
  peerRetry,
  peerRotate,
  peerRevoke,
  collectionCreate,
  collectionList,
  importCommand,
  exportCommand,
  termsCheck,
  termsAdd,
  termsList,
  termsShow,
  termsEnd,
  accordTableCommand,
  accordList,
  accordShow,
  accordCounter,
  accordHold,
  accordAnswerFor,
  ...accordMoves,
  accordAmend,
  topicAdd,
  topicList,
  coalitionAdd,
  coalitionJoin,
  coalitionLeave,
  coalitionSpeaker,
  coalitionState,
  coalitionMandate,
  coalitionList,
  statementAdd,
  statementList,
  aliasAdd,
  aliasList,
  statementCandidates,
  statementConfirm,
  statementExtract,
  statementExport,
  statementImport,
  statementPublish,
  statementGrade,
  statementReject,
  statementRelate,
  statementRetract,
  statementShow,
  positionShow,
  positionHistory,
  positionDrift,
  objectGrade,
  objectDelete,
  objectLineage,
  objectIndependent,
  approvalGrant,
  approvalRefuse,
  approvalWithdraw,
  approvalConfirm,
  approvalList,
  consentAsk,
  consentGrant,
  consentList,
  consentRefuse,
  consentWithdraw,
  consentConfirm,
  decide,
  explain,
  simulate,
  whoGot,
  recallSend,
  recallList,
  recallShow,
  recallAck,
  recallNote,
  recallLift,
  peerSet,
  peerQuota,
  peerCompare,
  sourceAdd,
  sourceList,
  sourceRemove,
  sourceTerms,
  syncNow,
  syncStatus,
  quarantineList,
  quarantineRetry,
  quarantineDrop,
  alertList,
  doctor,
  metrics,
];
