export { LAB_LIMITS, type LabLimits } from './lab-limits.js';
export type { LabListenerId } from './listener-plan.js';
export { labTargets, startLab, type Lab, type LabEndpoint, type LabOptions } from './start-lab.js';
