export { nextRung, type LadderOptions, type Rung } from './ladder.js';
export { probeEndpoint } from './probe-endpoint.js';
export { scanTargets, type ScanOptions } from './scan-targets.js';
export { probeSettings, type ProbeOptions, type ProbeSettings } from './settings.js';
