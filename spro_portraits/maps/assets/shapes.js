/* Unpacks the shapes of spro_portraits.maps.geometry.pack into GeoJSON: whole
   hundred-thousandths of a degree, each point by its difference from the one before. */
function sproUnpack(shapes, type) {
  const ring = (packed) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < packed.length; i += 2) {
      x += packed[i];
      y += packed[i + 1];
      points.push([x / 1e5, y / 1e5]);
    }
    return points;
  };
  return {
    type: "FeatureCollection",
    features: shapes.map((parts, id) => ({
      type: "Feature",
      id,
      properties: {},
      geometry: {
        type,
        coordinates: parts.map((rings) => (type === "MultiPolygon" ? rings.map(ring) : ring(rings[0]))),
      },
    })),
  };
}
