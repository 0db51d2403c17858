// SPDX-License-Identifier: AGPL-3.0-or-later
// Where there is no line: what was written is kept in this browser and sent once. Without this file the form is a form.
(() => {
  "use strict";
  const page = document;
  const notice = page.querySelector("[data-kept]");
  if (!notice || !window.indexedDB || !window.isSecureContext) return;
  const told = notice.dataset;
  const list = notice.querySelector("[data-list]");
  navigator.serviceWorker?.register(told.worker, { scope: told.scope }).catch(() => { /* The form works without it. */ });

  const open = new Promise((done, failed) => {
    const asked = indexedDB.open("speak", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const box = async (mode, act) => {
    const base = await open;
    return new Promise((done, failed) => {
      const turn = base.transaction("kept", mode);
      const asked = act(turn.objectStore("kept"));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => failed(turn.error);
    });
  };
  const all = () => box("readonly", (kept) => kept.getAll());
  const keep = (one) => box("readwrite", (kept) => kept.put(one));
  const drop = (key) => box("readwrite", (kept) => kept.delete(key));
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte & 31]).join("");

  const say = (one, head, ...more) => {
    let line = list.querySelector(`[data-key="${one.key}"]`);
    if (!line) {
      line = page.createElement("li");
      line.dataset.key = one.key;
      list.append(line);
    }
    const words = (one.fields.find(([name]) => name === "text")?.[1] || "").slice(0, 80);
    const photos = one.photos.length ? ` (${told.photos})` : "";
    line.replaceChildren(`${head} “${words}”${photos} `, ...more);
    notice.hidden = false;
  };
  const button = (one) => {
    const press = page.createElement("button");
    press.type = "button";
    press.className = "btn quiet";
    press.textContent = told.drop;
    press.addEventListener("click", async () => {
      await drop(one.key);
      list.querySelector(`[data-key="${one.key}"]`)?.remove();
      line();
    });
    return press;
  };
  const link = (url) => {
    const there = page.createElement("a");
    there.href = url;
    there.textContent = told.see;
    return there;
  };
  const line = () => {
    notice.querySelector("[data-line]").hidden = navigator.onLine;
    notice.hidden = navigator.onLine && !list.children.length;
  };

  const send = async (one) => {
    const body = new FormData();
    one.fields.forEach(([name, value]) => body.append(name, value));
    body.set("key", one.key);
    one.photos.forEach(({ name, data }) => body.append("photo", data, name));
    let answer = null;
    try {
      answer = await fetch(told.kept, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return say(one, told.waits, button(one));
    }
    if (answer.status === 422) {
      const { problems } = await answer.json();
      return say(one, told.refused, problems.join(" "), " ", button(one));
    }
    if (!answer.ok) return say(one, told.waits, button(one));
    const { url } = await answer.json();
    await drop(one.key);
    say(one, told.sent, link(url));
    return url;
  };
  let sending = null;
  const sendAll = () => {
    sending ||= (async () => {
      for (const one of await all()) {
        if (navigator.onLine) await send(one);
        else say(one, told.waits, button(one));
      }
    })().finally(() => { sending = null; line(); });
    return sending;
  };
  addEventListener("online", sendAll);
  addEventListener("offline", line);
  line();
  sendAll();

  // The one page: kept first, then sent; a line that breaks in the middle loses nothing.
  const form = page.querySelector("[data-one-page]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const filled = new FormData(form);
    const photos = filled.getAll("photo").filter((file) => file.size);
    filled.delete("photo");
    const key = form.dataset.key ||= newKey();
    const one = { key, fields: [...filled.entries()], photos: photos.map((file) => ({ name: file.name, data: file })) };
    try {
      await keep(one);
    } catch {
      return form.submit();
    }
    const url = navigator.onLine ? await send(one) : say(one, told.waits, button(one));
    if (url) return location.assign(url);
    if (list.querySelector(`[data-key="${key}"]`)?.textContent.startsWith(told.waits)) {
      form.reset();
      delete form.dataset.key;
    }
    notice.scrollIntoView({ block: "start" });
    line();
  });
})();
