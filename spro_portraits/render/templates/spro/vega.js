// Vega, Vega-Lite and vega-embed (BSD-3-Clause) travel as gzip in base64: less than half of their
// bytes. A browser that cannot unpack (before 2023) shows the words of each chart.
try {
  const packed = Uint8Array.from(atob(document.getElementById("spro-vega").textContent), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  new Function(`"use strict";${await new Response(unpacked).text()}`)();
} catch (problem) {
  window.vegaEmbed = async () => { throw problem; };
}
