// A WebSocket server (npm ws) whose path says how it behaves. Prints its port when it listens.
// node server.js [file.p12 password]
const fs = require('fs');
const { WebSocketServer } = require('ws');

const [, , p12, passphrase] = process.argv;
const web = p12
  ? require('https').createServer({ pfx: fs.readFileSync(p12), passphrase })
  : require('http').createServer();
const open = new Map();
let seen = 0;

web.on('request', (request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  if (path === '/open') {
    response.end(JSON.stringify({ open: [...open.values()], seen }));
  } else {
    response.writeHead(426, { 'Content-Type': 'text/plain' }).end('speak WebSocket');
  }
});

const behaviours = {
  '/echo': (ws) => ws.on('message', (data, binary) => ws.send(data, { binary })),
  '/silent': () => {},
  '/headers': (ws, query, request) =>
    ws.send(JSON.stringify({ headers: request.headers, protocol: ws.protocol, url: request.url })),
  '/count': (ws, query) => {
    for (let i = 1; i <= Number(query.get('n')); i++) ws.send('message ' + i);
  },
  '/flood': (ws) => {
    const text = 'x'.repeat(1 << 20);
    let left = 300;
    const next = () => (left-- > 0 ? ws.send(text, next) : ws.close(1000));
    next();
  },
  '/big': (ws, query) => ws.send('y'.repeat(Number(query.get('size')))),
  '/close': (ws, query) => {
    ws.send('before');
    ws.close(Number(query.get('code')), query.get('reason') || '');
  },
  '/hangup': (ws) => ws.terminate(),
  '/fragments': (ws) => {
    ws.send('first ', { fin: false });
    ws.ping('are you there');
    ws.on('pong', (data) => {
      ws.send('second ', { fin: false });
      ws.send(data.toString(), { fin: true });
    });
  },
  '/noanswer': (ws) => ws._socket.removeAllListeners('data'),
  '/slow': (ws, query) => setTimeout(() => ws.send('late'), Number(query.get('ms'))),
  '/mixed': (ws) => {
    ws.send('{"n":1}');
    ws.send(Buffer.from([0, 1, 2, 255]), { binary: true });
    ws.send('a\u0000b');
    ws.send('{"state":"done"}');
    ws.send('after');
  },
  '/bytes': (ws, query) => ws._socket.write(Buffer.from(query.get('hex'), 'hex')),
};

const server = new WebSocketServer({
  noServer: true,
  maxPayload: 1 << 28,
  handleProtocols: (offered) => (offered.has('v2') ? 'v2' : false),
});

web.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url, 'http://x');
  const query = url.searchParams;
  if (url.pathname === '/refuse') {
    const extra = query.get('extra') ? query.get('extra') + '\r\n' : '';
    socket.end('HTTP/1.1 ' + query.get('status') + ' No\r\n' + extra + 'Content-Length: 0\r\n\r\n');
    return;
  }
  if (url.pathname === '/stall') {
    return;
  }
  if (url.pathname === '/lie') {
    socket.end(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n');
    return;
  }
  server.handleUpgrade(request, socket, head, (ws) => {
    const id = ++seen;
    open.set(id, url.pathname);
    ws.on('close', () => open.delete(id));
    ws.on('error', () => {});
    behaviours[url.pathname](ws, query, request);
  });
});

web.listen(0, '127.0.0.1', () => console.log('port ' + web.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
