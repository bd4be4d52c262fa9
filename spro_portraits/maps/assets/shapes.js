/* Draws the geometry that spro_portraits.maps.arcs writes: numbers as in encoded polylines. */
function sproNumbers(text) {
  const numbers = [];
  for (let i = 0; i < text.length;) {
    let number = 0;
    for (let shift = 0, more = true; more; shift += 5) {
      const chunk = text.charCodeAt(i++) - 63;
      number |= (chunk & 31) << shift;
      more = chunk > 31;
    }
    numbers.push(number & 1 ? ~(number >> 1) : number >> 1);
  }
  return numbers;
}

/* A text that the page holds beside its scripts */
function sproText(id) {
  return document.getElementById(id).textContent;
}

/* The arcs of a map, longitude and latitude in turn: a line of points, a line of lengths. */
function sproArcs(text) {
  const [points, lengths] = text.split("\n").map(sproNumbers);
  let i = 0, x = 0, y = 0;
  return lengths.map((length) => {
    const arc = length < 0 ? [x / 1e5, y / 1e5] : [];
    for (let left = Math.abs(length); left > 0; left -= 1) {
      y += points[i++];
      x += points[i++];
      arc.push(x / 1e5, y / 1e5);
    }
    return arc;
  });
}

/* The shapes of a layer as lists of arcs, in TopoJSON's manner: ~n is arc n from its end. */
function sproShapes(text) {
  const facts = sproNumbers(text);
  const shapes = [];
  let i = 0, fresh = 0;
  const times = (make) => Array.from({ length: facts[i++] }, make);
  const arc = () => {
    const number = fresh - (facts[i] >> 1);
    fresh = Math.max(fresh, number + 1);
    return facts[i++] & 1 ? ~number : number;
  };
  while (i < facts.length) shapes.push(times(() => times(() => times(arc))));
  return shapes;
}

/* All arcs of a map, each projected and written once a zoom, whoever is drawn with it: those of
   its areas, then those that only its lines have. */
function sproGround(...texts) {
  const arcs = texts.flatMap(sproArcs);
  const bounds = arcs.map((arc) => {
    let [west, south] = arc;
    let east = west, north = south;
    for (let i = 2; i < arc.length; i += 2) {
      west = Math.min(west, arc[i]);
      east = Math.max(east, arc[i]);
      south = Math.min(south, arc[i + 1]);
      north = Math.max(north, arc[i + 1]);
    }
    return L.latLngBounds([south, west], [north, east]);
  });
  /* Web Mercator, the world being one unit wide */
  const planes = arcs.map((arc) => {
    const plane = new Float64Array(arc.length);
    for (let i = 0; i < arc.length; i += 2) {
      plane[i] = arc[i] / 360 + 0.5;
      plane[i + 1] = 0.5 - Math.log(Math.tan(Math.PI / 4 + (arc[i + 1] * Math.PI) / 360)) / (2 * Math.PI);
    }
    return plane;
  });
  let drawnAt = "", written = [], seen, view;
  const write = (plane, scale, origin) => {
    const points = [];
    for (let i = 0, lastX, lastY; i < plane.length; i += 2) {
      const x = Math.round(plane[i] * scale) - origin.x;
      const y = Math.round(plane[i + 1] * scale) - origin.y;
      if (x === lastX && y === lastY) continue;
      points.push(`${x} ${y}`);
      lastX = x;
      lastY = y;
    }
    return [points, points.slice(0, -1).reverse()].map((after, back) =>
      ({ start: points.at(-back), rest: (back ? after : after.slice(1)).map((point) => `L${point}`).join("") }));
  };
  return {
    bounds,
    line: (numbers) => numbers.flatMap((number, rank) => {
      const arc = arcs[number < 0 ? ~number : number];
      const points = [];
      for (let i = 0; i < arc.length; i += 2) points.push([arc[i], arc[i + 1]]);
      return (number < 0 ? points.reverse() : points).slice(rank ? 1 : 0);
    }),
    /* What stands in a path, and when it must be written again */
    at(map) {
      const origin = map.getPixelOrigin();
      const place = [map.getZoom(), origin.x, origin.y].join(" ");
      if (place !== drawnAt) {
        const scale = map.options.crs.scale(map.getZoom());
        written = planes.map((plane) => write(plane, scale, origin));
        drawnAt = place;
      }
      return place;
    },
    /* Whether bounds are near what is seen: as Leaflet, nothing else is drawn */
    sees(map, box, place) {
      if (seen !== place) view = L.latLngBounds([place.min, place.max].map((p) => map.layerPointToLatLng(p)));
      seen = place;
      return view.intersects(box);
    },
    path: (numbers, isArea) => {
      const steps = numbers.map((number) => (number < 0 ? written[~number][1] : written[number][0]));
      const path = `M${steps[0].start}${steps.map((step) => step.rest).join("")}`;
      return isArea ? `${path}z` : path;
    },
  };
}

/* An area or a line of a layer: a path of Leaflet whose points are those of its arcs. */
const sproPath = {
  initialize(ground, parts, id, isArea, options) {
    L.setOptions(this, options);
    Object.assign(this, { ground, parts, isArea, feature: { type: "Feature", id, properties: {} } });
    this._bounds = L.latLngBounds([]);
    parts.flat(2).forEach((number) => this._bounds.extend(ground.bounds[number < 0 ? ~number : number]));
  },
  _project() {},
  _update() {
    if (!this._map) return;
    const isSeen = this._bounds.isValid() && this.ground.sees(this._map, this._bounds, this._renderer._bounds);
    const place = isSeen ? this.ground.at(this._map) : "nowhere";
    if (place === this.drawnAt) return;
    this.drawnAt = place;
    const rings = isSeen ? this.parts.flat() : [];
    const path = rings.map((ring) => this.ground.path(ring, this.isArea)).join("");
    this._renderer._setPath(this, path || "M0 0");
  },
  /* A colour alone is written alone: thousands of areas change theirs at once. */
  setStyle(style) {
    const { fillColor, ...others } = style;
    if (Object.keys(others).length || !this._path || !this.options.fill) {
      return L.Path.prototype.setStyle.call(this, style);
    }
    if (fillColor !== this.options.fillColor) this._path.setAttribute("fill", fillColor);
    this.options.fillColor = fillColor;
    return this;
  },
  onRemove(map) {
    this.drawnAt = "";
    L.Path.prototype.onRemove.call(this, map);
  },
};

/* One layer: its shapes in their order; the rank of each is the identifier of its feature. */
function sproLayer(ground, text, type, { style, ...options }) {
  const isArea = type === "MultiPolygon";
  const kind = (isArea ? L.Polygon : L.Polyline).extend(sproPath);
  const points = (ring) => L.GeoJSON.coordsToLatLngs(ground.line(ring).slice(0, isArea ? -1 : undefined));
  Object.defineProperty(kind.prototype, "_latlngs", {
    get() { return this.parts.map((rings) => (isArea ? rings.map(points) : points(rings[0]))); },
  });
  return L.featureGroup(sproShapes(text).map((parts, id) =>
    new kind(ground, parts, id, isArea, { ...style, ...options })));
}
