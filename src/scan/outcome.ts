import {
  negotiatedVersion,
  OFFERED_VERSION,
  type FlightEnd,
  type FlightResult,
  type TlsExchangeResult,
} from 'tls-scanner-lite';
import { failure, type Completion, type Failure, type OfferName, type Outcome } from '../model/index.js';

/** What a flight means for the offer that it answers. */
export function judgeFlight({ flight, end }: FlightResult, offer: OfferName): Outcome {
  const hello = flight.serverHello;
  if (hello && end.kind !== 'violation' && negotiatedVersion(hello) < OFFERED_VERSION[offer]) {
    return { kind: 'refused', how: 'version', ...(end.kind === 'alert' && { alert: end.alert }) };
  }
  switch (end.kind) {
    case 'server-hello-done':
      return (flight.certificateList?.length ?? 0) > 0 ? { kind: 'accepted' } : failed(EMPTY_CHAIN);
    case 'tls1.3':
      return { kind: 'accepted' };
    case 'alert':
      return { kind: 'refused', how: 'alert', alert: end.alert };
    case 'closed':
    case 'reset':
    case 'timeout':
      // With the certificate the server had agreed to go on; then the connection died.
      return flight.certificateList ? failed(endFailure(end)) : { kind: 'refused', how: end.kind };
    case 'aborted':
    case 'violation':
      return failed(endFailure(end));
  }
}

/**
 * The same for a flight that `node:tls` took part in: where our own library broke it off, that is what happened. It is
 * told as `closed` then; any other end is the wire's own.
 */
export function judgeTlsExchange(result: TlsExchangeResult, offer: OfferName): Outcome {
  const outcome = judgeFlight(result, offer);
  if (result.handshake.kind !== 'local' || result.end.kind !== 'closed') return outcome;
  return outcome.kind === 'refused' && outcome.how === 'version'
    ? outcome
    : failed(localFailure(result.handshake.message));
}

export function toCompletion({ handshake }: TlsExchangeResult): Completion {
  switch (handshake.kind) {
    case 'completed':
      return handshake;
    case 'local':
      return { kind: 'not-completed', failure: localFailure(handshake.message) };
    case 'ended':
      return handshake.end.kind === 'alert'
        ? { kind: 'not-completed', alert: handshake.end.alert }
        : { kind: 'not-completed', failure: endFailure(handshake.end) };
  }
}

/** A flight's end as a failure of the handshake stage. */
export function endFailure(end: FlightEnd): Failure {
  switch (end.kind) {
    case 'violation':
      return failure('handshake', end.code, end.message);
    case 'closed':
      return failure('handshake', 'closed', 'The peer closed the connection in the middle of the handshake');
    case 'reset':
      return failure('handshake', 'reset', 'The peer reset the connection in the middle of the handshake');
    case 'timeout':
      return failure('handshake', 'timeout', 'The peer fell silent in the middle of the handshake');
    case 'aborted':
      return failure('handshake', 'aborted', 'The scan was stopped during the handshake');
    case 'alert':
    case 'tls1.3':
    case 'server-hello-done':
      return failure('handshake', 'internal', `a flight that ended with ${end.kind} is no failure`);
  }
}

function localFailure(message: string): Failure {
  return failure('handshake', 'local', `Our TLS library would not go on: ${message}`);
}

function failed(reason: Failure): Outcome {
  return { kind: 'failed', failure: reason };
}

const EMPTY_CHAIN = failure(
  'certificate',
  'empty',
  'The server sent a Certificate message without a certificate',
);
