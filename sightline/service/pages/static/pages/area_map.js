// Lays a map that can be moved over the picture of the county. The picture, the list and the
// area picker do all of it without this; where the browser cannot draw the map, they stay.

(() => {
  const figure = document.querySelector("[data-map]");
  const picture = document.querySelector("[data-picture]");
  const panel = document.getElementById("area-panel");
  const picker = document.querySelector("[data-picker]");
  if (!figure || !picture || !panel || !picker) return;

  const root = document.documentElement;
  const shade = (name) => getComputedStyle(root).getPropertyValue(`--areas-${name}`).trim();
  const LIGHT = { ink: "line-light" };
  const WARM = { ink: "line-warm" };
  // The marks of each class, as in area_map_patterns.html, with the shade beneath them.
  const STYLES = {
    "class-0": { shade: "class-0" },
    "class-1": { shade: "class-1" },
    "class-2": { shade: "class-2", ink: "class-4", marks: ["dots"] },
    "class-3": { shade: "class-3", ...LIGHT, marks: ["rising"] },
    "class-4": { shade: "class-4", ...LIGHT, marks: ["rising", "falling"] },
    "above-1": { shade: "above-1", ink: "above-3", marks: ["dots"] },
    "above-2": { shade: "above-2", ...WARM, marks: ["rising"] },
    "above-3": { shade: "above-3", ...WARM, marks: ["rising", "falling"] },
    unclear: { shade: "class-0" },
    "below-1": { shade: "class-1" },
    "below-2": { shade: "class-2", ...LIGHT, marks: ["upright"] },
    "below-3": { shade: "class-3", ...LIGHT, marks: ["upright", "level"] },
    unknown: { shade: "unknown", ink: "line-dark", marks: ["level"] },
  };
  let map = null;
  let chosen = picker.elements.area.value;

  // One area, chosen from the list, the picker, the picture or the map: all show the same.
  async function choose(code, { focus = false } = {}) {
    const answer = await fetch(figure.dataset.panel.replace("CODE", encodeURIComponent(code)));
    if (answer.redirected) return window.location.reload(); // signed out: the page asks to sign in
    if (!answer.ok) return;
    panel.innerHTML = await answer.text(); // from our own server, escaped there
    mark(code);
    picker.elements.area.value = code;
    const here = new URL(window.location.href);
    here.searchParams.set("area", code);
    here.hash = "";
    window.history.replaceState(null, "", here);
    if (focus) {
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" }); // as much of the map as there is room for
    }
  }

  function mark(code) {
    for (const path of picture.querySelectorAll(".areas-area--chosen")) {
      path.classList.remove("areas-area--chosen");
    }
    const path = pathOf(code);
    if (path) {
      path.classList.add("areas-area--chosen");
      path.parentNode.append(path);
    }
    for (const row of document.querySelectorAll("tr[data-area]")) {
      row.toggleAttribute("data-here", row.dataset.area === code);
    }
    if (map) {
      map.setFilter("chosen", ["==", ["get", "code"], code]);
    }
    chosen = code;
  }

  function pathOf(code) {
    return picture.querySelector(`[data-code="${CSS.escape(code)}"]`);
  }

  picker.addEventListener("submit", (event) => {
    const code = picker.elements.area.value;
    if (!code) return;
    event.preventDefault();
    choose(code, { focus: true });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-show]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.show, { focus: true });
  });

  picture.addEventListener("click", (event) => {
    const path = event.target.closest("[data-code]");
    if (path) choose(path.dataset.code);
  });

  if (chosen) mark(chosen);

  // The map
  function hasWebGL() {
    try {
      return Boolean(document.createElement("canvas").getContext("webgl2"));
    } catch {
      return false;
    }
  }

  const SIZE = 16; // of a tile, which is two of the picture's patterns wide
  const LINES = {
    rising: (at) => [at, SIZE, at + SIZE, 0],
    falling: (at) => [at, 0, at + SIZE, SIZE],
    upright: (at) => [at + 4, 0, at + 4, SIZE],
    level: (at) => [0, at + 4, SIZE, at + 4],
  };

  // The lines of each class, as on the picture: a small tile for each, drawn here.
  function tileOf(style) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext("2d");
    pen.fillStyle = shade(style.shade);
    pen.fillRect(0, 0, SIZE, SIZE);
    if (style.marks) pen.strokeStyle = pen.fillStyle = shade(style.ink);
    for (const mark of style.marks || []) {
      if (mark === "dots") dot(pen);
      else for (let at = -SIZE; at <= 2 * SIZE; at += 8) line(pen, LINES[mark](at));
    }
    return pen.getImageData(0, 0, SIZE, SIZE);
  }

  function dot(pen) {
    for (const at of [4, 12]) {
      pen.beginPath();
      pen.arc(at, at, 1.4, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  function line(pen, [fromX, fromY, toX, toY]) {
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
    pen.stroke();
  }

  function boundsOf(shapes) {
    const bounds = [180, 90, -180, -90];
    const widen = (part) => {
      if (typeof part[0] !== "number") return part.forEach(widen);
      bounds[0] = Math.min(bounds[0], part[0]);
      bounds[1] = Math.min(bounds[1], part[1]);
      bounds[2] = Math.max(bounds[2], part[0]);
      bounds[3] = Math.max(bounds[3], part[1]);
      return undefined;
    };
    for (const feature of shapes.features) widen(feature.geometry.coordinates);
    return bounds;
  }

  function words(properties) {
    const box = document.createElement("div");
    box.className = "areas-popup";
    const name = document.createElement("strong");
    name.textContent = properties.name;
    const facts = document.createElement("span");
    facts.textContent = figure.dataset.words.replace(/\{(\w+)\}/g, (_, name) => properties[name]);
    box.append(name, facts);
    return box;
  }

  function layers() {
    return [
      { id: "ground", type: "background", paint: { "background-color": "#f7f9fa" } },
      {
        id: "areas",
        type: "fill",
        source: "areas",
        paint: {
          "fill-pattern": ["get", "style"],
          "fill-opacity": ["case", ["boolean", ["feature-state", "faint"], false], 0.25, 1],
        },
      },
      {
        id: "borders",
        type: "line",
        source: "areas",
        paint: {
          "line-color": ["case", ["boolean", ["feature-state", "under"], false], "#0b0c0c", "#5c7a7d"],
          "line-width": ["case", ["boolean", ["feature-state", "under"], false], 2.5, 0.6],
        },
      },
      {
        id: "chosen",
        type: "line",
        source: "areas",
        filter: ["==", ["get", "code"], chosen],
        paint: { "line-color": "#d4351c", "line-width": 4 },
      },
    ];
  }

  async function drawMap() {
    const [library, shapes] = await Promise.all([
      import(figure.dataset.library),
      fetch(figure.dataset.shapes).then((answer) => {
        if (!answer.ok) throw new Error(`outlines: ${answer.status}`);
        return answer.json();
      }),
    ]);
    library.setWorkerUrl(figure.dataset.worker);
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.href = figure.dataset.styles;
    document.head.append(styles);
    await new Promise((done, fail) => {
      styles.onload = done;
      styles.onerror = () => fail(new Error("the map's style sheet"));
    });

    const canvas = document.createElement("div");
    canvas.className = "areas-canvas";
    picture.parentNode.append(canvas);
    try {
      lay(library, shapes, canvas);
    } catch (problem) {
      canvas.remove();
      throw problem;
    }
  }

  function lay(library, shapes, canvas) {
    const made = new library.Map({
      container: canvas,
      bounds: boundsOf(shapes),
      fitBoundsOptions: { padding: 10 },
      style: { version: 8, sources: {}, layers: [] },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
    });
    made.touchZoomRotate.disableRotation();
    made.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
    made.getCanvas().setAttribute("aria-label", "Map that can be moved with the arrow keys and + and -. The list says the same.");
    const popup = new library.Popup({ closeButton: false, closeOnClick: false, maxWidth: "260px" });
    let under = null;

    const leave = () => {
      if (under !== null) made.setFeatureState({ source: "areas", id: under }, { under: false });
      under = null;
      popup.remove();
      made.getCanvas().style.cursor = "";
    };
    made.on("load", () => {
      for (const [name, style] of Object.entries(STYLES)) {
        made.addImage(name, tileOf(style), { pixelRatio: 2 });
      }
      made.addSource("areas", { type: "geojson", data: shapes, promoteId: "code" });
      for (const layer of layers()) made.addLayer(layer);
      for (const path of picture.querySelectorAll(".areas-area--faint")) {
        made.setFeatureState({ source: "areas", id: path.dataset.code }, { faint: true });
      }
      map = made;
      made.once("idle", () => {
        picture.setAttribute("aria-hidden", "true");
        root.setAttribute("data-map-ready", "");
      });
    });
    made.on("mousemove", "areas", (event) => {
      const [feature] = event.features;
      if (feature.id !== under) {
        leave();
        under = feature.id;
        made.setFeatureState({ source: "areas", id: under }, { under: true });
        made.getCanvas().style.cursor = "pointer";
        popup.setDOMContent(words(feature.properties)).addTo(made);
      }
      popup.setLngLat(event.lngLat);
    });
    made.on("mouseleave", "areas", leave);
    made.on("click", "areas", (event) => choose(event.features[0].properties.code));
  }

  if (!hasWebGL()) {
    root.setAttribute("data-map-fallback", "");
    return;
  }
  drawMap().catch((problem) => {
    root.setAttribute("data-map-fallback", "");
    console.warn(`The map cannot be moved here (${problem.message}); the picture stays.`);
  });
})();
