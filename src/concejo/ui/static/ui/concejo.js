// SPDX-License-Identifier: AGPL-3.0-or-later
// Comforts only: every page works without this file. No eval, no inline handler, no request to anybody else.
(() => {
  "use strict";
  const page = document;
  const all = (what, where = page) => [...where.querySelectorAll(what)];
  const me = page.currentScript;
  page.documentElement.classList.add("js");

  const announce = (words) => {
    const place = page.getElementById("announce");
    if (place && words) place.textContent = words;
  };

  // Pages that ask for news fetch htmx when the page has long been read, so that the first load stays small.
  if (me?.dataset.htmx && page.querySelector("[hx-get], [hx-post]")) {
    addEventListener("load", () => setTimeout(() => {
      const script = page.createElement("script");
      script.src = me.dataset.htmx;
      page.head.append(script);
    }, 4000));
  }
  // An open conversation hears at once that there is news; a page that nobody looks at holds no line.
  let stream = null;
  const listen = () => {
    const place = page.querySelector("[data-live]");
    stream?.close();
    stream = null;
    if (!place || page.hidden || !window.EventSource) return;
    stream = new EventSource(place.dataset.live);
    stream.addEventListener("news", () => {
      const now = page.querySelector("[data-live]");
      if (now && window.htmx) window.htmx.trigger(now, "news");
    });
  };
  if (page.querySelector("[data-live]")) {
    addEventListener("load", () => setTimeout(listen, 4000));
    page.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => stream?.close());
  }
  page.addEventListener("htmx:beforeSwap", (event) => {
    const asking = event.detail.target?.dataset?.announce;
    if (asking && event.detail.shouldSwap && event.detail.xhr.status === 200) announce(asking);
  });

  // Photos: too large or no photo is said before anything is sent; the choice may be the tap that sends.
  const photoProblem = (file, rules) => {
    if (file.type && !file.type.startsWith("image/")) return rules.notPhoto;
    return file.size > Number(rules.limit) * 1024 * 1024 ? rules.tooLarge : "";
  };
  const show = async (file, canvas) => {
    if (!canvas) return;
    canvas.hidden = true;
    try {
      const picture = await createImageBitmap(file);
      canvas.height = Math.round((canvas.width * picture.height) / picture.width);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.hidden = false;
    } catch { /* A photo this browser cannot draw is still sent. */ }
  };
  const submit = (form) => (form.requestSubmit ? form.requestSubmit() : form.submit());
  page.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-limit]")) return;
    const says = input.form?.querySelector("[data-says]");
    const problem = [...input.files].map((file) => photoProblem(file, input.dataset)).find(Boolean) || "";
    if (says) [says.textContent, says.hidden] = [problem, !problem];
    const canvas = input.parentElement.querySelector("canvas");
    if (problem || !input.files.length) {
      input.value = "";
      if (canvas) canvas.hidden = true;
      return;
    }
    if ("preview" in input.dataset) show(input.files[0], canvas);
    if ("send" in input.dataset) {
      announce(input.dataset.sending);
      submit(input.form);
    }
  });

  // Covering: a rectangle drawn over the photo is sent in ten-thousandths of it; a tap presses the button under it.
  all("[data-cover]").forEach((form) => {
    const on = form.querySelector(".net-on");
    const part = (value) => Math.round(Math.min(1, Math.max(0, value)) * 10000);
    let from = null;
    let box = null;
    const at = (event) => {
      const area = on.getBoundingClientRect();
      return [part((event.clientX - area.left) / area.width), part((event.clientY - area.top) / area.height)];
    };
    const span = (event) => {
      const [x, y] = at(event);
      return [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
    };
    const stop = () => { box?.remove(); [from, box] = [null, null]; };
    on.addEventListener("dragstart", (event) => event.preventDefault());
    on.addEventListener("pointerdown", (event) => { if (event.isPrimary && !event.button) from = at(event); });
    on.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x, y, width, height] = span(event);
      if (!box && Math.max(width, height) < 200) return;
      if (!box) {
        box = page.createElement("div");
        box.className = "net-box";
        on.append(box);
        on.setPointerCapture(event.pointerId);
      }
      const style = { left: x, top: y, width, height };
      Object.entries(style).forEach(([name, value]) => { box.style[name] = `${value / 100}%`; });
    });
    on.addEventListener("pointerup", (event) => {
      if (box) {
        form.querySelector("[data-box]").value = span(event).join("-");
        submit(form);
      }
      from = null;
    });
    on.addEventListener("pointercancel", stop);
    on.addEventListener("click", (event) => { if (box) event.preventDefault(); }, true);
  });

  // A form is sent once, however often the button is pressed; a line that hangs frees it again.
  page.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else if (event.target.method === "post" && !event.target.hasAttribute("hx-post")) {
      event.target.dataset.sent = "1";
      setTimeout(() => delete event.target.dataset.sent, 8000);
    }
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Keys of the front desk: only where they are shown, never while writing, and they can be switched off.
  const keys = page.querySelector("[data-keys]");
  if (keys) {
    const toggle = keys.querySelector("[data-keys-switch]");
    const read = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
    const keep = (on) => { try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* not kept, still obeyed */ } };
    toggle.closest("[hidden]")?.removeAttribute("hidden");
    toggle.checked = read();
    toggle.addEventListener("change", () => keep(toggle.checked));
    const step = (by) => {
      const letters = all("[data-queue] a");
      const here = letters.findIndex((letter) => letter === page.activeElement || letter.hasAttribute("aria-current"));
      const next = letters[Math.min(Math.max(here + by, 0), letters.length - 1)];
      if (next && next !== letters[here]) next.click();
    };
    const press = (key) => {
      const button = page.querySelector(`[data-key="${key}"]`);
      if (!button) return;
      button.focus();
      if (button.matches("button, a")) button.click();
    };
    page.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
      const key = event.key.toLowerCase();
      if (key === "?") return void (event.preventDefault(), toggle.focus());
      if (!toggle.checked) return;
      if (key === "j") step(1);
      else if (key === "k") step(-1);
      else if (/^[rapt]$/.test(key)) press(key);
      else return;
      event.preventDefault();
    });
  }

  // Half a minute to undo.
  all("form[data-until]").forEach((form) => {
    const left = form.querySelector("[data-left]");
    const until = Date.parse(form.dataset.until);
    const tick = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds > 0) left.textContent = `${seconds} ${left.dataset.left}`;
      else { clearInterval(tick); form.hidden = true; }
    }, 500);
  });

  // Copy, print, count.
  if (navigator.clipboard) {
    all("[data-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(page.getElementById(button.dataset.copy).textContent.trim());
        (button.querySelector("span") || button).textContent = button.dataset.copied;
        announce(button.dataset.copied);
      });
    });
  }
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  all("form[data-bulk]").forEach((form) => {
    const count = form.querySelector("[data-count]");
    const say = () => { count.textContent = `${all("[name=chosen]:checked", form).length} ${count.dataset.count}`; };
    form.addEventListener("change", say);
    say();
  });
  addEventListener("beforeprint", () => all("main details").forEach((one) => { one.open = true; }));
  const wrong = page.getElementById("errors");
  if (wrong) wrong.focus();
})();
