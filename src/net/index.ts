export { connect, type ConnectOptions, type ConnectResult } from './connect.js';
export {
  Connection,
  type Accept,
  type ReadEnd,
  type ReadFailed,
  type ReadLimits,
  type ReadResult,
  type Released,
} from './connection.js';
export { resolveHost, type Lookup, type ResolveOptions, type ResolveResult } from './resolve.js';
