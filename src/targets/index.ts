export * from './announced-name.js';
export * from './duration.js';
export * from './parse-target.js';
export * from './parsed.js';
export { parsePortSpec, parsePortSpecs, type PortSpec } from './port-spec.js';
export { parseProtocol } from './protocol-name.js';
export { renderTarget, type Settings } from './settle.js';
export * from './suggest.js';
export {
  readTargetList,
  readTargetListFile,
  MAX_LINE_BYTES,
  type ListItem,
  type TargetListFile,
} from './target-list.js';
export { TARGET_PROBLEM_CODES, type TargetProblem, type TargetProblemCode } from './target-problem.js';
export * from './targets-file.js';
