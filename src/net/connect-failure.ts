import { isIPv6 } from 'node:net';
import { failure, type Failure, type FailureCode } from '../model/index.js';

/** What an error of `bind(2)` or `connect(2)` means. */
export function connectFailure(
  error: NodeJS.ErrnoException,
  { ip, sourceAddress }: { readonly ip: string; readonly sourceAddress?: string | undefined },
): Failure {
  const errno = error.code ?? 'unknown error';
  if (error.syscall === 'bind') {
    return failure(
      'connect',
      'local-resource',
      `The source address ${sourceAddress ?? ''} cannot be used to reach ${ip} (${errno})`,
    );
  }
  // Linux says the same when no local port is left and when IPv6 has no address of that scope to send from.
  if (errno === 'EADDRNOTAVAIL' && isIPv6(ip) && sourceAddress === undefined) {
    return failure(
      'connect',
      'unreachable',
      `This machine has no IPv6 address to reach ${ip} from (${errno})`,
    );
  }
  const [code, message] = MEANING[errno] ?? ['unreachable', 'The connection failed'];
  return failure('connect', code, `${message} (${errno})`);
}

const MEANING: Readonly<Record<string, readonly [FailureCode<'connect'>, string]>> = {
  ECONNREFUSED: ['refused', 'The connection was refused'],
  ECONNRESET: ['reset', 'The connection was reset while it was being made'],
  ECONNABORTED: ['reset', 'The connection was reset while it was being made'],
  EPIPE: ['reset', 'The connection was reset while it was being made'],
  ETIMEDOUT: ['timeout', 'The address does not answer'],
  EHOSTUNREACH: ['unreachable', 'The host cannot be reached'],
  EHOSTDOWN: ['unreachable', 'The host cannot be reached'],
  ENETUNREACH: ['unreachable', 'There is no route to the network'],
  ENETDOWN: ['unreachable', 'The network is down'],
  EACCES: ['unreachable', 'This machine does not permit connections to the address'],
  EPERM: ['unreachable', 'This machine does not permit connections to the address'],
  EINVAL: ['unreachable', 'The address cannot be connected to from here'],
  EMFILE: ['local-resource', 'This process has too many files open'],
  ENFILE: ['local-resource', 'This machine has too many files open'],
  EADDRINUSE: ['local-resource', 'This machine has no local port left'],
  EADDRNOTAVAIL: ['local-resource', 'This machine has no local port left'],
  ENOBUFS: ['local-resource', 'This machine has no buffers left'],
  ENOMEM: ['local-resource', 'This machine has no memory left'],
};
