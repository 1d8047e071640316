// The page works without this script. With it, what is live comes over one event stream that all tabs share.
"use strict";
(() => {
  const body = document.body;
  const byId = (id) => document.getElementById(id);
  const main = () => byId("main");
  const now = () => performance.now();
  const setText = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  // ---- What is said: one live region -----------------------------------------------------------------------------

  const say = (text) => {
    const region = byId("status");
    // The same words again are said again.
    if (region) region.textContent = region.textContent === text ? text + "\u00a0" : text;
  };

  // ---- Keyboard --------------------------------------------------------------------------------------------------

  const patience = 300;
  let focusedAt = now();
  let shownAt = now();
  let isTouched = false;
  let digitAt = -1e9;
  let refusesEnter = false;
  let letterAt = -1e9;
  let isLeaving = false;

  const isTextField = (element) =>
    element.isContentEditable || element.tagName === "TEXTAREA" ||
    (element.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(element.type));

  const wrongWindow = (isWrong) => {
    const strip = byId("wrong-window");
    if (!strip || strip.hidden !== isWrong) return;
    strip.hidden = !isWrong;
    if (isWrong) say(strip.textContent.trim());
  };

  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  const enterPressed = (event) => {
    const target = event.target;
    if (refusesEnter) {
      refusesEnter = false;
      say(byId("wrong-window").textContent.trim());
      return swallow(event);
    }
    const button = target.closest("button");
    const isRadio = target.type === "radio";
    // A key that is held down answers nothing; nor does one that was meant for the question before.
    if (event.repeat && (button || isRadio || isTextField(target))) return swallow(event);
    if (button && now() - focusedAt < patience) return swallow(event);
    if (isRadio && !isTouched && now() - shownAt < patience) return swallow(event);
    wrongWindow(false);
  };

  const letterPressed = (event, letter) => {
    const form = event.target.closest("form[data-key]");
    const control = form && form.querySelector(`[data-letter="${letter}"]`);
    if (!control || control.disabled || event.repeat) return;
    if (now() - letterAt < 200 || now() - digitAt < 2000) return;
    letterAt = now();
    event.preventDefault();
    if (control.type === "radio") {
      control.checked = true;
      form.requestSubmit();
    } else {
      form.requestSubmit(control);
    }
  };

  document.addEventListener("focusin", () => { focusedAt = now(); });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.target instanceof Element)) return;
    if (event.key === "Enter") return enterPressed(event);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    isTouched = true;
    if (isTextField(event.target)) return;
    if (/^[0-9]$/.test(event.key)) {
      digitAt = now();
      refusesEnter = true;
      wrongWindow(true);
    } else if (/^[a-z]$/i.test(event.key) && event.target.tagName !== "SELECT") {
      letterPressed(event, event.key.toLowerCase());
    }
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    // A click with the mouse is meant.
    if (event.detail > 0) {
      refusesEnter = false;
      wrongWindow(false);
    }
  });

  // A radio wins over the text field beside it; what was typed last counts.
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!isTextField(field) || field.value === "" || !field.form) return;
    for (const radio of field.form.querySelectorAll(`input[type="radio"][name="${field.name}"]`)) radio.checked = false;
  });

  document.addEventListener("submit", (event) => {
    if (isLeaving || isLost) return event.preventDefault();
    isLeaving = true;
    setTimeout(() => { isLeaving = false; refresh(); }, 5000);
  });

  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    if (event.persisted) location.reload();
  });

  // ---- A new view in place of the old one ------------------------------------------------------------------------

  // Parts that need this script stand in templates; parts for those without it are in noscript.
  const prepare = (root) => {
    for (const template of root.querySelectorAll("template[data-scripted]")) {
      template.replaceWith(document.importNode(template.content, true));
    }
    for (const other of root.querySelectorAll("noscript")) other.remove();
    for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
  };

  const replaceContent = (id, next) => {
    const [old, fresh] = [byId(id), next.getElementById(id)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  };

  // What was read of a card, if it is still that insertion.
  const replaceCard = (fresh, root) => {
    const box = root.querySelector(`[data-reader="${fresh.dataset.reader}"][data-epoch="${fresh.dataset.epoch}"]`);
    const [old, card] = [box && box.querySelector(".reader-card"), fresh.querySelector(".reader-card")];
    if (old && card && old.innerHTML !== card.innerHTML) old.replaceChildren(...card.childNodes);
  };

  const show = (next) => {
    const [old, fresh] = [main(), next.getElementById("main")];
    if (!old || !fresh) return location.reload();
    if (document.title !== next.title) document.title = next.title;
    const [icon, freshIcon] = [document, next].map((one) => one.querySelector("link[rel=icon]"));
    if (icon && freshIcon && icon.getAttribute("href") !== freshIcon.getAttribute("href")) {
      icon.setAttribute("href", freshIcon.getAttribute("href"));
    }
    prepare(fresh);
    if (old.dataset.asking === fresh.dataset.asking) {
      replaceContent("notices", next);
      for (const box of fresh.querySelectorAll("[data-reader]")) replaceCard(box, old);
      return;
    }
    const held = old.contains(document.activeElement) ? document.activeElement.id : "";
    body.className = next.body.className;
    replaceContent("top", next);
    replaceContent("bottom", next);
    old.replaceWith(document.adoptNode(fresh));
    shownAt = focusedAt = now();
    isTouched = false;
    if (!refusesEnter) wrongWindow(false);
    focusFirst(fresh, held);
    askAgain();
  };

  // What is being worked out is asked for again.
  const askAgain = () => {
    const pause = main() && main().dataset.again;
    if (pause) setTimeout(refresh, Number(pause));
  };

  const focusFirst = (root, held) => {
    const isSession = root.dataset.view === "session";
    const target = (!isSession && held && byId(held)) || root.querySelector("[autofocus]");
    if (isSession) window.scrollTo(0, 0);
    if (target && (isSession || held || document.activeElement === body)) target.focus({ preventScroll: !isSession });
    // A guard announces itself, a question is announced by its focus.
    if (root.dataset.say && !root.querySelector("[role=alert]")) say(root.dataset.say);
  };

  let isFetching = false;
  let isStale = false;

  const refresh = async () => {
    const view = main();
    if (!view || !view.hasAttribute("data-live") || isLeaving) return;
    if (isFetching) {
      isStale = true;
      return;
    }
    isFetching = true;
    try {
      do {
        isStale = false;
        const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
        const text = await answer.text();
        if (isLeaving) return;
        if (answer.status === 403) return connection("refused");
        if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.replace(answer.url);
        if (answer.ok || answer.status === 404) show(new DOMParser().parseFromString(text, "text/html"));
      } while (isStale);
    } catch {
      // The stream tells when the server is away.
    } finally {
      isFetching = false;
    }
  };

  // ---- Readers ---------------------------------------------------------------------------------------------------

  const stateWords = {
    empty: "No card", present: "Card in", inUse: "Card in, used by another program",
    exclusive: "Card in, kept by another program", 
    mute: "The card doesn't answer: take it out and insert it again, chip first",
    unavailable: "The reader doesn't answer: unplug it and plug it in again",
  };
  const wordsFor = (state) => stateWords[state] || state;
  const saidStates = new Map();
  let readersSaidAt = -1e9;
  let readersTimer = 0;

  const sayReaders = () => {
    readersTimer = 0;
    const changes = [];
    for (const box of document.querySelectorAll("[data-reader]")) {
      const [name, state] = [box.dataset.name, box.dataset.state];
      if (saidStates.has(name) && saidStates.get(name) !== state) changes.push(`${name}: ${wordsFor(state)}.`);
      saidStates.set(name, state);
    }
    if (!changes.length) return;
    readersSaidAt = now();
    say(changes.join(" "));
  };

  const patchReader = (box, reader) => {
    const hasCard = !["empty", "unavailable"].includes(reader.state);
    const epoch = String(reader.insertionEpoch ?? "");
    if (box.dataset.name !== reader.name) box.dataset.name = reader.name;
    setText(box.querySelector(".reader-name"), reader.name);
    if (box.dataset.epoch !== epoch || !hasCard) {
      box.dataset.epoch = epoch;
      // What was read belongs to the insertion before.
      const card = box.querySelector(".reader-card");
      if (card && card.firstChild) card.replaceChildren();
      const field = box.querySelector("input[name=epoch]");
      if (field) field.value = epoch;
    }
    if (box.dataset.state !== reader.state) box.dataset.state = reader.state;
    setText(box.querySelector(".reader-state"), wordsFor(reader.state));
    setText(box.querySelector(".reader-atr"), hasCard && reader.atr ? "ATR " + reader.atr.replace(/..(?=.)/g, "$& ") : "");
    const form = box.querySelector("form");
    if (form && form.hidden === (reader.state === "present")) {
      if (form.contains(document.activeElement)) {
        box.tabIndex = -1;
        box.focus({ preventScroll: true });
      }
      form.hidden = reader.state !== "present";
    }
  };

  const applyReaders = (message) => {
    const list = byId("readers");
    if (!list || !Array.isArray(message.readers)) return;
    // When the desk knew of it, for who measures.
    list.dataset.at = message.at || "";
    const boxes = new Map([...list.querySelectorAll("[data-reader]")].map((box) => [box.dataset.reader, box]));
    for (const reader of message.readers) {
      const index = String(reader.index);
      let box = boxes.get(index);
      boxes.delete(index);
      if (!box) {
        const template = byId("new-reader");
        if (!template) continue;
        box = template.content.firstElementChild.cloneNode(true);
        box.dataset.reader = index;
        const field = box.querySelector("input[name=whose]");
        if (field) field.value = index;
        list.append(box);
      }
      patchReader(box, reader);
    }
    for (const gone of boxes.values()) gone.remove();
    const none = byId("no-readers");
    if (none) {
      none.hidden = message.readers.length > 0;
      none.textContent = message.trouble ? `${none.dataset.unseen} ${message.trouble}` : none.dataset.none;
    }
    if (!readersTimer) readersTimer = setTimeout(sayReaders, Math.max(0, readersSaidAt + 2000 - now()));
  };

  // ---- Connection ------------------------------------------------------------------------------------------------

  let isLost = false;
  let lostTimer = 0;
  let heldFocus = null;
  let connectionState = "";

  const lose = (isRefused) => {
    clearTimeout(lostTimer);
    lostTimer = 0;
    const strip = byId("connection");
    for (const part of strip.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "refused") !== isRefused;
    if (isLost) return;
    isLost = true;
    heldFocus = document.activeElement;
    strip.hidden = false;
    strip.dataset.connection = "lost";
    for (const button of document.querySelectorAll("button:enabled")) {
      button.dataset.off = "";
      button.disabled = true;
    }
    say(strip.innerText.trim());
  };

  const regain = () => {
    const strip = byId("connection");
    isLost = false;
    strip.hidden = true;
    strip.dataset.connection = "open";
    for (const button of document.querySelectorAll("button[data-off]")) {
      delete button.dataset.off;
      button.disabled = false;
    }
    if (heldFocus && document.activeElement === body) heldFocus.focus({ preventScroll: true });
    say("The desk answers again.");
    refresh();
  };

  const connection = (state) => {
    connectionState = state;
    if (state === "open") {
      clearTimeout(lostTimer);
      lostTimer = 0;
      if (isLost) regain();
    } else if (state === "refused") {
      lose(true);
    } else if (isLost) {
      lose(false);
    } else if (!lostTimer) {
      lostTimer = setTimeout(() => lose(false), 3000);
    }
  };

  // ---- One stream for all tabs -----------------------------------------------------------------------------------

  const events = body.dataset.events;
  const canShare = Boolean(navigator.locks && window.BroadcastChannel);
  const tabs = events && canShare ? new BroadcastChannel("desk " + events) : null;
  const pauseMost = 10000;
  let last = body.dataset.after || "";
  let lastReaders = null;
  let isHolding = false;

  const tell = (message) => { if (tabs && isHolding) tabs.postMessage(message); };

  const take = (event) => {
    if (event.id) last = event.id;
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    if (event.name === "readers") {
      lastReaders = event;
      applyReaders(data);
      // A receipt that warns of a card is right until the card is out.
      if (main() && main().hasAttribute("data-left")) refresh();
    } else if (event.name === "session") {
      refresh();
    }
  };

  const parser = (each) => {
    let rest = "";
    let event = { name: "message", data: [], id: "" };
    return (text) => {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (event.data.length) each({ name: event.name, id: event.id, data: event.data.join("\n") });
          event = { name: "message", data: [], id: "" };
          continue;
        }
        const colon = line.indexOf(":");
        if (colon === 0) continue;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "data") event.data.push(value);
        else if (field === "event") event.name = value;
        else if (field === "id") event.id = value;
      }
    };
  };

  const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  const listenOnce = async () => {
    const stop = new AbortController();
    const answer = await fetch(`${events}?after=${encodeURIComponent(last)}`, {
      cache: "no-store", headers: { Accept: "text/event-stream" }, signal: stop.signal,
    });
    if (answer.status === 403) return "refused";
    // The desk is there, but has no room for a stream, or the practice is over: looked at now and then.
    if (answer.status === 503 || answer.status === 404) {
      refresh();
      return "full";
    }
    if (!answer.ok || !answer.body) return "away";
    announce("open");
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    const feed = parser((event) => {
      tell({ event });
      take(event);
    });
    // The desk sends a comment each two seconds, as a sign of life.
    let heardAt = now();
    const watch = setInterval(() => { if (now() - heardAt > 5000) stop.abort(); }, 1000);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return "away";
        heardAt = now();
        feed(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearInterval(watch);
    }
  };

  const announce = (state) => {
    connection(state);
    tell({ connection: state });
  };

  const listen = async () => {
    for (let pause = 250; ; ) {
      const begunAt = now();
      let state;
      try {
        state = await listenOnce();
      } catch {
        state = "away";
      }
      announce(state === "full" ? "open" : state);
      if (now() - begunAt > 5000) pause = 250;
      await sleep(pause * (0.8 + 0.2 * Math.random()));
      pause = Math.min(pause * 2, pauseMost);
    }
  };

  const heard = ({ data }) => {
    if (data.event) {
      take(data.event);
    } else if (data.connection) {
      connection(data.connection);
    } else if (data.hello && isHolding) {
      tell({ welcome: { last, readers: lastReaders, connection: connectionState } });
    } else if (data.welcome && !isHolding) {
      if (data.welcome.connection) connection(data.welcome.connection);
      if (data.welcome.readers) take({ ...data.welcome.readers, id: "" });
      if (data.welcome.last && data.welcome.last !== last) {
        last = data.welcome.last;
        refresh();
      }
    }
  };

  const share = () => {
    tabs.onmessage = heard;
    tabs.postMessage({ hello: true });
    navigator.locks.request("desk " + events, () => {
      isHolding = true;
      return listen();
    });
  };

  // ---- Beginning -------------------------------------------------------------------------------------------------

  if (!main()) return;
  prepare(document);
  for (const box of document.querySelectorAll("[data-reader]")) saidStates.set(box.dataset.name, box.dataset.state);
  if (document.activeElement === body || !document.activeElement) {
    const first = main().querySelector("[autofocus]");
    if (first) first.focus();
  }
  askAgain();
  if (tabs) share();
  else if (events) listen();
})();
