// SPDX-License-Identifier: AGPL-3.0-or-later
// The map that moves, and "where I am". The page says the same without this file; nothing is asked of anybody else.
(() => {
  "use strict";
  const page = document;
  const one = (what) => page.querySelector(what);
  const place = one("[data-chart]");
  const mode = place?.dataset.chart;
  const token = (name) => getComputedStyle(page.documentElement).getPropertyValue(`--${name}`).trim();
  const field = (name) => one(`[name=${name}][type=hidden]`);
  const say = (words) => {
    const line = one("[data-says]");
    if (line) [line.textContent, line.hidden] = [words, !words];
  };

  // Where I am: only where the browser may tell it (https, or this very machine), and only after a press.
  const here = one("[data-here]");
  if (here && navigator.geolocation && window.isSecureContext) {
    here.hidden = false;
    here.addEventListener("click", () => {
      here.disabled = true;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        if (field("lat")) {
          [field("lat").value, field("lon").value] = [coords.latitude.toFixed(6), coords.longitude.toFixed(6)];
          return one("[data-take]").click();
        }
        // In an address stands only the neighbourhood: three decimals are a hundred metres.
        const query = new URLSearchParams(new FormData(here.form));
        query.delete("street");
        query.set("near", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
        location.search = query;
      }, () => {
        here.disabled = false;
        say(here.dataset.no);
      }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
    });
  }
  if (!place || !window.L || !window.protomapsL) return;
  const { L, protomapsL: maps } = window;
  const told = place.dataset;

  // OpenMapTiles' layers, in the colours of the house; roads are as wide as they are important.
  const paint = () => {
    const [ground, line, edge, wall] = ["lime", "line", "edge", "glaze"].map(token);
    const night = matchMedia("(prefers-color-scheme: dark)").matches;
    const fill = (colour) => new maps.PolygonSymbolizer({ fill: colour });
    const road = (colour, far, near) => new maps.LineSymbolizer({
      color: colour, lineCap: "round", lineJoin: "round",
      width: (zoom) => Math.max(0.5, far + (near - far) * Math.min(1, Math.max(0, (zoom - 11) / 7))),
    });
    const kind = (...kinds) => (_zoom, thing) => kinds.includes(thing.props.class);
    const great = kind("motorway", "trunk", "primary", "secondary");
    const small = kind("tertiary", "minor", "service", "street");
    return {
      ground,
      rules: [
        { dataLayer: "landcover", symbolizer: fill(night ? "#18241f" : "#e9f2e6") },
        { dataLayer: "park", symbolizer: fill(night ? "#18241f" : "#e0eeda") },
        { dataLayer: "landuse", symbolizer: fill(wall) },
        { dataLayer: "water", symbolizer: fill(night ? "#1c2b4a" : "#cfe0f5") },
        { dataLayer: "waterway", symbolizer: road(night ? "#2c417c" : "#a9c6ea", 0.5, 3) },
        { dataLayer: "building", minzoom: 14, symbolizer: fill(night ? "#262c40" : "#e2e7ef") },
        { dataLayer: "transportation", filter: kind("path", "track"), minzoom: 14, symbolizer: road(edge, 0.4, 1.5) },
        { dataLayer: "transportation", filter: small, symbolizer: road(edge, 0.8, 11) },
        { dataLayer: "transportation", filter: great, symbolizer: road(edge, 1.8, 15) },
        { dataLayer: "transportation", filter: small, minzoom: 13, symbolizer: road(night ? line : "#fff", 0.4, 9) },
        { dataLayer: "transportation", filter: great, symbolizer: road(night ? line : "#fff4d6", 1, 12.5) },
        { dataLayer: "transportation", filter: kind("rail"), symbolizer: road(edge, 0.6, 2) },
        { dataLayer: "boundary", symbolizer: new maps.LineSymbolizer({ color: edge, width: 1, dash: [4, 3] }) },
      ],
    };
  };
  const names = () => {
    const words = { labelProps: ["name:latin", "name"], fill: token("ink"), stroke: token("lime"), width: 3 };
    const font = (size, weight = 500) => `${weight} ${size}px "Atkinson Next", Verdana, sans-serif`;
    return [
      { dataLayer: "place", maxzoom: 15, symbolizer: new maps.CenteredTextSymbolizer({ ...words, font: font(16, 700) }) },
      { dataLayer: "transportation_name", minzoom: 14, symbolizer: new maps.LineLabelSymbolizer({ ...words, font: font(14) }) },
      { dataLayer: "water_name", symbolizer: new maps.CenteredTextSymbolizer({ ...words, font: font(14) }) },
      { dataLayer: "housenumber", minzoom: 18, symbolizer: new maps.CenteredTextSymbolizer({ ...words, labelProps: ["housenumber"], font: font(12) }) },
    ];
  };

  place.hidden = false;
  const drawing = one("[data-drawing]");
  if (drawing) drawing.hidden = true;
  place.setAttribute("aria-label", told.label);
  place.setAttribute("role", "application");
  const calm = { fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, inertia: false };
  const map = L.map(place, { ...calm, zoomControl: false, maxZoom: 19, minZoom: 8, scrollWheelZoom: mode === "cases" });
  const glide = map.panBy.bind(map);
  map.panBy = (by, options) => glide(by, { ...options, animate: false }); // nothing moves by itself here
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: told.nearer, zoomOutTitle: told.farther }).addTo(map);
  const { ground, rules } = paint();
  place.style.background = ground;
  const own = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap</a>';
  maps.leafletLayer({
    url: new URL(told.file, location.href).href, paintRules: rules, labelRules: names(), backgroundColor: ground,
    maxDataZoom: Number(told.deepest), maxZoom: 19, attribution: own,
  }).addTo(map);

  const shapes = {
    circle: ["d-circle", "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0z"], square: ["d-square", "M-8-8h16v16h-16z"],
    triangle: ["d-triangle", "M0-10l10 18h-20z"], diamond: ["d-diamond", "M0-11l11 11-11 11-11-11z"],
  };
  const sign = (shape) => L.divIcon({
    className: "mark", iconSize: [28, 28], popupAnchor: [0, -12],
    html: `<svg viewBox="-14 -14 28 28" aria-hidden="true" class="d-pin ${shapes[shape][0]}"><path d="${shapes[shape][1]}"/></svg>`,
  });

  const box = (told.box || "").split(",").map(Number);
  const whole = box.length === 4 ? L.latLngBounds([box[0], box[1]], [box[2], box[3]]) : null;
  const lat = Number(told.lat || field("lat")?.value);
  const lon = Number(told.lon || field("lon")?.value);
  if (lat || lon) map.setView([lat, lon], 16);
  else if (whole) map.fitBounds(whole, { padding: [12, 12] });
  else map.setView([0, 0], 8);

  if (mode === "one") L.marker([lat, lon], { icon: sign("circle"), keyboard: false, interactive: false }).addTo(map);

  // A point for the form: a tap, or Enter for the middle of the map.
  if (mode === "pick") {
    const dot = L.marker(map.getCenter(), { icon: sign("circle"), keyboard: false, interactive: false });
    if (lat || lon) dot.addTo(map);
    const set = (spot) => {
      dot.setLatLng(spot).addTo(map);
      [field("lat").value, field("lon").value] = [spot.lat.toFixed(6), spot.lng.toFixed(6)];
      one("[data-take]").hidden = false;
      say(told.chosen);
    };
    map.on("click", (event) => set(event.latlng));
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== place) return;
      event.preventDefault();
      set(map.getCenter());
    });
  }

  // Cases of the window: near ones stand together as a number until the map is brought nearer.
  if (mode === "cases") {
    const layer = L.layerGroup().addTo(map);
    const words = (point) => {
      const link = page.createElement("a");
      link.href = told.case.replace("/0/", `/${point[0]}/`);
      link.textContent = point[4] || point[0];
      const box2 = page.createElement("div");
      box2.append(link, page.createElement("br"), point[0]);
      return box2;
    };
    const single = (point) => L.marker([point[2], point[3]], { icon: sign(point[1]), keyboard: false, alt: point[4], title: point[4] })
      .bindPopup(() => words(point));
    const many = (points) => {
      const middle = [2, 3].map((at) => points.reduce((sum, point) => sum + point[at], 0) / points.length);
      const size = points.length > 99 ? 52 : points.length > 9 ? 44 : 38;
      const icon = L.divIcon({ className: "mark-many", iconSize: [size, size], html: String(points.length) });
      const label = `${points.length} ${told.many}`;
      return L.marker(middle, { icon, alt: label, title: label, keyboard: false })
        .on("click", () => map.setView(middle, Math.min(19, map.getZoom() + 2)));
    };
    const draw = (points) => {
      layer.clearLayers();
      const cells = new Map();
      points.forEach((point) => {
        const { x, y } = map.project([point[2], point[3]]);
        const cell = map.getZoom() >= 18 ? point[0] : `${Math.floor(x / 56)}:${Math.floor(y / 56)}`;
        cells.set(cell, [...(cells.get(cell) || []), point]);
      });
      cells.forEach((some) => layer.addLayer(some.length > 1 ? many(some) : single(some[0])));
      place.dataset.drawn = points.length;
    };
    let asking = null;
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const seen = map.getBounds().pad(0.1);
      const corners = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((part) => part.toFixed(3));
      try {
        const url = `${told.points}${told.points.endsWith("?") ? "" : "&"}box=${corners.join(",")}`;
        const said = await (await fetch(url, { signal: asking.signal })).json();
        draw(said.points);
        say(said.more ? told.more : "");
      } catch { /* The list beside the map stands in any case. */ }
    };
    map.on("moveend", ask);
    ask();
    // A line of the list that is looked at by keyboard or pointer shows where it lies.
    const ring = L.circleMarker(map.getCenter(), { radius: 18, color: token("ink"), weight: 3, fill: false, interactive: false });
    const point = (event) => {
      const at = event.target.closest?.("li")?.querySelector("[data-at]")?.dataset.at;
      if (!at) return;
      const spot = at.split(",").map(Number);
      ring.setLatLng(spot).addTo(map);
      if (event.type === "focusin") map.panInside(spot, { padding: [40, 40] });
    };
    page.addEventListener("focusin", point);
    page.addEventListener("pointerover", point);
  }
})();
