/* The description of a structure. Every text of the data is set as text, never as HTML. */
function sproCard({ points, kinds, publics, words }, signs, tellDistance) {
  return (rank) => {
    const point = points[rank];
    const card = sproElement("div", "", "spro-card");
    card.tabIndex = -1;
    const kind = sproElement("p", kinds[point.kind].name, "spro-of");
    kind.prepend(signs.draw(point, 18));
    card.append(sproElement("strong", point.name), kind);
    if (point.role) card.append(sproElement("p", point.role));
    const facts = sproElement("dl");
    const say = (term, text) => {
      if (!text) return;
      const said = sproElement("dd");
      said.append(text);
      facts.append(sproElement("dt", term), said);
    };
    const received = point.publics.map((choice) => publics[choice].name).join(words.comma) || words.no_publics;
    say(words.receives, point.assumed ? `${received} (${words.assumed})` : received);
    say(words.offers, (point.services || []).join(words.comma));
    say(words.address, point.address || point.commune);
    say(words.phone, point.phone);
    let site = point.site;
    if (point.linked) {
      site = sproElement("a", point.site.replace(/^https?:\/\/(www\.)?|\/$/g, ""));
      site.href = point.site;
      site.target = "_blank";
      site.rel = "noopener noreferrer";
    }
    say(words.site, site);
    if (!point.at) say(words.position, words.lost);
    else if (point.hollow) say(words.position, words.middle);
    card.append(facts, ...(point.notes || []).map((note) => sproElement("p", note)));
    const far = tellDistance(point);
    if (far) card.append(sproElement("p", far, "spro-far"));
    return card;
  };
}
