import type { CertificateReader } from '../certificate/index.js';
import type { Attempt, Endpoint, Evidence, PresentedChain, StopSignal } from '../model/index.js';
import { nextRung, showsChain } from './ladder.js';
import { abortedAttempt, makeAttempt, notMade, waitsForHello, type AttemptContext } from './make-attempt.js';
import type { ProbeSettings } from './settings.js';

/** Climbs the ladder of offers on one endpoint, one connection at a time, and brings home what it saw. */
export async function runEndpoint(
  endpoint: Endpoint,
  settings: ProbeSettings,
  /** Called where a chain was seen: loading it takes a good part of a short run. */
  loadReader: () => Promise<CertificateReader>,
): Promise<Evidence> {
  const attempts: Attempt[] = [];
  const timeoutMs = endpoint.timeoutMs ?? settings.timeoutMs;
  const deadline = performance.now() + ENDPOINT_STAGES * timeoutMs;
  const context: AttemptContext = {
    profile: settings.profile,
    ehloName: settings.ehloName,
    sourceAddress: settings.sourceAddress,
    signal: settings.signal,
    stageTimeoutMs(stage) {
      const limit = stage === 'handshake' && attempts.some(wasSilent) ? timeoutMs / 2 : timeoutMs;
      return Math.max(1, Math.ceil(Math.min(limit, deadline - performance.now())));
    },
  };
  for (let rung = nextRung(attempts, settings); rung; rung = nextRung(attempts, settings)) {
    if (attempts.length > 0) {
      await pause(Math.min(rung.pauseMs ?? BREATH_MS, deadline - performance.now()), settings.signal);
    }
    if (settings.signal?.aborted) attempts.push(abortedAttempt(rung));
    else if (performance.now() >= deadline)
      attempts.push(notMade(rung, `no time left after ${(ENDPOINT_STAGES * timeoutMs) / 1000} s`));
    else attempts.push(await makeAttempt(endpoint, rung, context));
  }
  const shown = attempts.filter(showsChain);
  if (shown.length > 0) {
    const readCertificate = await loadReader();
    return { endpoint, attempts, chains: shown.map((attempt) => presentedChain(attempt, readCertificate)) };
  }
  if (!needsControl(attempts)) return { endpoint, attempts, chains: [] };
  return {
    endpoint,
    attempts,
    chains: [],
    waitsForHello: await waitsForHello(endpoint, CONTROL_MS, context),
  };
}

/**
 * The whole ladder may take as long as this many stages that run into their limit. After the first silence the next
 * ones are given half, so a peer that never answers costs 4.5 limits at most.
 */
const ENDPOINT_STAGES = 6;

/**
 * Between two connections. The end of the last one travels ahead of the next one's beginning; this is for the server to
 * notice it, for it may allow one connection at a time.
 */
const BREATH_MS = 10;

/** How long the control connection stays silent. A peer that closes on connect does so within a round trip. */
const CONTROL_MS = 1000;

function wasSilent({ outcome }: Attempt): boolean {
  return outcome.kind === 'refused' && outcome.how === 'timeout';
}

/** Every offer was answered by a bare close or reset: nothing shows yet that this is TLS. */
function needsControl(attempts: readonly Attempt[]): boolean {
  return attempts.every(
    ({ outcome, spokeTls }) =>
      !spokeTls && outcome.kind === 'refused' && (outcome.how === 'closed' || outcome.how === 'reset'),
  );
}

function presentedChain(attempt: Attempt, readCertificate: CertificateReader): PresentedChain {
  const decrypted = attempt.completion?.kind === 'completed' ? attempt.completion.decryptedChain : undefined;
  const ders = attempt.flight?.certificateList ?? decrypted ?? [];
  return { attempt, certificates: ders.map((der) => readCertificate(der)) };
}

function pause(ms: number, signal: StopSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
    if (signal?.aborted) finish();
  });
}
