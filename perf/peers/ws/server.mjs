// The ws package as its documentation shows it: a set of sockets for each topic, and send() to one after the other.
//
//   node server.mjs PORT TOPICS BYTES      clients send "FIRST COUNT" once; commands as in perf/floor/floor.c

import { createInterface } from 'node:readline';
import { WebSocketServer } from 'ws';

const HEAD_SIZE = 2;
const SLEEP_MIN_MS = 1; // timers are no finer

const [port, topicCount, size] = process.argv.slice(2).map(Number);
const topics = Array.from({ length: topicCount }, () => new Set());
let next = 0;
let events = 0;
let usageBegun = process.cpuUsage();

const nowUs = () => Math.round((performance.timeOrigin + performance.now()) * 1000);

const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false, backlog: 4096 });
server.on('connection', (socket) => {
  socket.once('message', (text) => {
    const [first, count] = String(text).split(' ').map(Number);
    const own = Array.from({ length: count }, (_, place) => topics[(first + place) % topicCount]);
    for (const topic of own) topic.add(socket);
    socket.on('close', () => {
      for (const topic of own) topic.delete(socket);
    });
  });
  socket.on('error', () => {}); // 'close' follows
});

function publish(dueUs) {
  const message = Buffer.alloc(size - HEAD_SIZE, 'x');
  message.write(`@@${String(dueUs).padStart(16, '0')}@@`);
  for (const socket of topics[next]) socket.send(message);
  next = (next + 1) % topicCount;
  events++;
}

function run(rate, seconds) {
  const total = Math.round(rate * seconds);
  const startUs = nowUs();
  const dueUs = (index) => startUs + Math.floor((index * 1e6) / rate);
  let done = 0;
  const turn = () => {
    for (const now = nowUs(); done < total && dueUs(done) <= now; done++) publish(dueUs(done));
    if (done === total) say('published', { events: total, lastUs: dueUs(total - 1) });
    else if (dueUs(done) - nowUs() < SLEEP_MIN_MS * 1000) setImmediate(turn);
    else setTimeout(turn, Math.floor((dueUs(done) - nowUs()) / 1000));
  };
  turn();
}

function say(word, object) {
  process.stdout.write(`${word}${object === undefined ? '' : ` ${JSON.stringify(object)}`}\n`.trimStart());
}

server.on('listening', () => {
  say('ready');
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [command, rate, seconds] = line.split(' ');
      if (command === 'begin') {
        events = 0;
        usageBegun = process.cpuUsage();
        say('begun');
      } else if (command === 'publish') run(Number(rate), Number(seconds));
      else if (command === 'end') {
        const usage = process.cpuUsage(usageBegun);
        say('', { events, userSeconds: usage.user / 1e6, systemSeconds: usage.system / 1e6 });
      } else if (command === 'quit') process.exit(0);
    })
    .on('close', () => process.exit(0));
});
