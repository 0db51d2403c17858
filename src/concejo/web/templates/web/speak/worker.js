// SPDX-License-Identifier: AGPL-3.0-or-later
// Where there is no line, the form's addresses show the one page that was kept. Nothing else passes through here.
"use strict";
const page = "{{ page|escapejs }}";
const files = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const name = `speak-${files.join()}`;
addEventListener("install", (event) => {
  event.waitUntil(caches.open(name).then((box) => box.addAll([page, ...files])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (names) => names.filter((one) => one.startsWith("speak-") && one !== name);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((one) => caches.delete(one)))).then(() => clients.claim()));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).then(async (answer) => {
      if (path === page && answer.ok) (await caches.open(name)).put(page, answer.clone());
      return answer;
    }).catch(() => caches.match(page)));
  } else if (files.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});
