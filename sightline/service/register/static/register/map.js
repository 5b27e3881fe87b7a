// Lays a map that can be moved over the picture of the found activities. The picture, the table
// and the choice of a district do all of it without this; where the browser cannot draw the map,
// they stay.
"use strict";

(() => {
  const figure = document.querySelector("[data-map]");
  const picture = document.querySelector("[data-picture]");
  const pick = document.getElementById("pick-district");
  if (!figure || !picture || !pick) return;

  const root = document.documentElement;
  const shade = (name) => getComputedStyle(root).getPropertyValue(`--register-${name}`).trim();
  const CLASSES = ["class-0", "class-1", "class-2", "class-3", "class-4"];
  const DOT = "#d4351c";

  // A district chosen on the picture or the map is the same as one chosen from the list.
  function choose(code) {
    pick.value = pick.value === code ? "" : code;
    pick.form.requestSubmit();
  }

  picture.addEventListener("click", (event) => {
    const path = event.target.closest("[data-code]");
    if (path) choose(path.dataset.code);
  });

  function hasWebGL() {
    try {
      return Boolean(document.createElement("canvas").getContext("webgl2"));
    } catch {
      return false;
    }
  }

  // The lines of each class, as on the picture: a small tile for each, drawn here.
  function tileOf(name) {
    const size = 16;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    pen.fillStyle = shade(name);
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = shade("class-1");
    pen.fillStyle = shade("class-4");
    for (const slope of { "class-3": [1], "class-4": [1, -1] }[name] || []) {
      for (let at = -size; at <= 2 * size; at += 8) {
        pen.beginPath();
        pen.moveTo(at, slope > 0 ? size : 0);
        pen.lineTo(at + size, slope > 0 ? 0 : size);
        pen.stroke();
      }
    }
    if (name === "class-2") {
      for (const [x, y] of [[4, 4], [12, 12]]) {
        pen.beginPath();
        pen.arc(x, y, 1.4, 0, 2 * Math.PI);
        pen.fill();
      }
    }
    return pen.getImageData(0, 0, size, size);
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
    box.className = "register-popup";
    const name = document.createElement("strong");
    name.textContent = properties.name;
    const found = document.createElement("span");
    found.textContent = properties.found;
    box.append(name, found);
    return box;
  }

  const isDistrict = ["has", "code"];
  function layers() {
    return [
      { id: "ground", type: "background", paint: { "background-color": "#f7f9fa" } },
      {
        id: "districts",
        type: "fill",
        source: "found",
        filter: isDistrict,
        paint: { "fill-pattern": ["get", "style"] },
      },
      {
        id: "borders",
        type: "line",
        source: "found",
        filter: isDistrict,
        paint: { "line-color": "#0b4f55", "line-width": 1.2 },
      },
      {
        id: "chosen",
        type: "line",
        source: "found",
        filter: ["==", ["get", "code"], pick.value],
        paint: { "line-color": DOT, "line-width": 4 },
      },
      {
        id: "places",
        type: "circle",
        source: "found",
        filter: ["!", isDistrict],
        paint: {
          "circle-color": DOT,
          "circle-radius": 4,
          "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 1,
        },
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
    canvas.className = "register-canvas";
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
    made.getCanvas().setAttribute("aria-label", "Map that can be moved with the arrow keys and + and -. The table says the same.");
    const popup = new library.Popup({ closeButton: false, closeOnClick: false, maxWidth: "260px" });

    made.on("load", () => {
      for (const name of CLASSES) made.addImage(name, tileOf(name), { pixelRatio: 2 });
      made.addSource("found", { type: "geojson", data: shapes });
      for (const layer of layers()) made.addLayer(layer);
      made.once("idle", () => {
        picture.setAttribute("aria-hidden", "true");
        root.setAttribute("data-map-ready", "");
      });
    });
    made.on("mousemove", "districts", (event) => {
      made.getCanvas().style.cursor = "pointer";
      popup.setDOMContent(words(event.features[0].properties)).setLngLat(event.lngLat).addTo(made);
    });
    made.on("mouseleave", "districts", () => {
      made.getCanvas().style.cursor = "";
      popup.remove();
    });
    made.on("click", "districts", (event) => choose(event.features[0].properties.code));
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
