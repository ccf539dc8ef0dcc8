import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { TcpProxy } from './tcp-proxy.ts';

test('bytes stay in order when the delay ends while some are on their way, there and back', async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await TcpProxy.start({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  const client = connect(proxy.port, proxy.host);
  let answered = '';
  client.setNoDelay(true).on('data', (bytes) => {
    answered += bytes.toString();
  });
  try {
    proxy.delay(50);
    client.write('late, ');
    await eventually(() => proxy.sentBytes === 'late, '.length);
    proxy.delay(0);
    client.write('then at once');
    await eventually(() => answered.length === 'late, then at once'.length);
    expect(answered).toBe('late, then at once');
  } finally {
    client.destroy();
    await proxy.stop();
    echo.close();
  }
});
