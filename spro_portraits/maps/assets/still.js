/* For who asks for less motion, maps go where they go at once: no sliding, no flight, no fading. */
if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  const { panBy } = L.Map.prototype;
  L.Map.include({
    panBy(offset, options) { return panBy.call(this, offset, { ...options, animate: false }); },
    flyTo(place, zoom, options) { return this.setView(place, zoom, { ...options, animate: false }); },
    flyToBounds(bounds, options) { return this.fitBounds(bounds, { ...options, animate: false }); },
  });
}
