import t from 'tap';
import { connectFailure } from '../../src/net/connect-failure.js';

function errno(code: string | undefined, syscall = 'connect'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { syscall }, code === undefined ? {} : { code });
}

t.test('each error of a connection has its code, and its errno in the message', async (t) => {
  const codes = {
    ECONNREFUSED: 'refused',
    ECONNRESET: 'reset',
    ETIMEDOUT: 'timeout',
    EHOSTUNREACH: 'unreachable',
    ENETUNREACH: 'unreachable',
    EACCES: 'unreachable',
    EINVAL: 'unreachable',
    EMFILE: 'local-resource',
    ENFILE: 'local-resource',
    EADDRINUSE: 'local-resource',
    EADDRNOTAVAIL: 'local-resource',
    EWHATEVER: 'unreachable',
  };
  for (const [code, expected] of Object.entries(codes)) {
    const failure = connectFailure(errno(code), { ip: '192.0.2.1' });
    t.match(failure, { stage: 'connect', code: expected }, code);
    t.match(failure.message, new RegExp(`^[A-Z].* \\(${code}\\)$`));
  }
});

t.test('an error without errno is still a failure', async (t) => {
  t.match(connectFailure(errno(undefined), { ip: '192.0.2.1' }), { code: 'unreachable' });
});

t.test('no address to send from is a lack of IPv6, unless the source address was chosen', async (t) => {
  const error = errno('EADDRNOTAVAIL');
  t.match(connectFailure(error, { ip: '2001:db8::1' }), { code: 'unreachable', message: /IPv6/ });
  t.match(connectFailure(error, { ip: '2001:db8::1', sourceAddress: '::1' }), { code: 'local-resource' });
});

t.test('a source address that cannot be bound is a matter of this machine', async (t) => {
  t.same(connectFailure(errno('EADDRNOTAVAIL', 'bind'), { ip: '192.0.2.1', sourceAddress: '192.0.2.9' }), {
    stage: 'connect',
    code: 'local-resource',
    message: 'The source address 192.0.2.9 cannot be used to reach 192.0.2.1 (EADDRNOTAVAIL)',
  });
});
