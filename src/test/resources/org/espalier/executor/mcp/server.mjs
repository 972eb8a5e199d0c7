// An MCP server on the official TypeScript SDK whose tools show what happens to them.
// node server.mjs http        prints its port; GET /state tells what is going on
// node server.mjs stdio FILE  notes what happens in FILE
import fs from 'node:fs';
import http from 'node:http';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as t from '@modelcontextprotocol/sdk/types.js';

const [mode, file] = process.argv.slice(2);
const state = { running: 0, aborted: 0, sessions: 0, closed: 0 };
const note = (what) => file && fs.appendFileSync(file, what + '\n');
const text = (value) => ({ content: [{ type: 'text', text: value }] });

const tools = {
  echo: (args) => text(JSON.stringify(args)),
  meta: (args, extra) => text(JSON.stringify(extra._meta)),
  fail: () => ({ ...text('the disk is full'), isError: true }),
  big: (args) => text('x'.repeat(args.size)),
  wait: (args) => new Promise((done) => setTimeout(() => done(text('waited')), args.ms)),
  exit: (args) => process.exit(args.code),
  env: () => text(JSON.stringify({ env: process.env, cwd: process.cwd(), args: process.argv })),
  hang: (args, extra) =>
    new Promise(() => {
      state.running++;
      note('running');
      extra.signal.addEventListener('abort', () => {
        state.running--;
        state.aborted++;
        note('aborted ' + extra.signal.reason);
      });
    }),
  child: () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    note('child ' + child.pid);
    return new Promise(() => {});
  },
  orphan: () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
    note('child ' + child.pid);
    process.exit(3);
  },
  talk: () => {
    console.error('a word on stderr');
    console.log('a word that is no message');
    return text('talked');
  },
};

function makeServer() {
  const server = new Server(
    { name: 'test', version: '1' },
    { capabilities: { tools: {}, resources: {}, prompts: {} } });
  const names = Object.keys(tools);
  server.setRequestHandler(t.ListToolsRequestSchema, async (request) => {
    const from = Number(request.params?.cursor ?? 0);
    return {
      tools: names.slice(from, from + 3).map((name) => ({ name, inputSchema: { type: 'object' } })),
      ...(from + 3 < names.length ? { nextCursor: String(from + 3) } : {}),
    };
  });
  server.setRequestHandler(t.CallToolRequestSchema, async (request, extra) => {
    const tool = tools[request.params.name];
    if (!tool) throw new t.McpError(t.ErrorCode.InvalidParams, 'no such tool');
    return tool(request.params.arguments ?? {}, extra);
  });
  return server;
}

if (mode === 'stdio') {
  note('pid ' + process.pid);
  await makeServer().connect(new StdioServerTransport());
} else {
  const sessions = new Map();
  const web = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://x');
    if (url.pathname === '/state') {
      response.end(JSON.stringify({ ...state, open: sessions.size }));
    } else if (url.pathname.startsWith('/status/')) {
      response.writeHead(Number(url.pathname.slice(8)), { 'Retry-After': '7', Location: '/there' });
      response.end();
    } else if (url.pathname === '/stall') {
      return;
    } else if (url.pathname === '/secure' && request.headers.authorization !== 'Bearer good') {
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
    } else {
      let transport = sessions.get(request.headers['mcp-session-id']);
      if (!transport) {
        transport = new StreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          onsessioninitialized: (id) => {
            state.sessions++;
            sessions.set(id, transport);
          },
        });
        transport.onclose = () => {
          state.closed++;
          sessions.delete(transport.sessionId);
        };
        await makeServer().connect(transport);
      }
      await transport.handleRequest(request, response);
    }
  });
  web.listen(0, '127.0.0.1', () => console.log('port ' + web.address().port));
  process.stdin.on('end', () => process.exit(0)).resume();
}
