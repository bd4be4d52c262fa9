/* What the map of a network shows, as two texts of an address, and back: the public and the
   réseaux where not all are shown (« jeunes+cio »); the commune and the structure described. */
function sproNetworkState({ publics, kinds, points }, names, reader) {
  const EVERYONE = "tous";
  const slug = (all) => sproSlugs(all.map((one) => one.key));
  const [publicSlugs, kindSlugs, pointSlugs] = [publics, kinds, points].map(slug);
  const communeSlugs = sproSlugs(names);
  const find = (slugs, text) => {
    const rank = slugs.indexOf(text);
    return rank < 0 ? null : rank;
  };
  return {
    first: EVERYONE,
    shown: () => {
      const ticked = reader.ticked();
      const only = ticked.length === kinds.length ? [] : ticked.length ? ticked.map((kind) => kindSlugs[kind]) : [""];
      return [publicSlugs[reader.choice()] ?? EVERYONE, ...only].join("+");
    },
    chosen: () => {
      const [home, opened] = [reader.home(), reader.opened()];
      return [communeSlugs[home] ?? "", ...(opened === null ? [] : [pointSlugs[opened]])].join("+");
    },
    take: (shown, chosen) => {
      const [who, ...only] = shown.split("+");
      const isTicked = (kind) => !only.length || only.includes(kindSlugs[kind]);
      reader.take(find(publicSlugs, who), isTicked, find(communeSlugs, chosen.split("+")[0]));
    },
    open: (chosen) => reader.open(find(pointSlugs, chosen.split("+")[1])),
  };
}
