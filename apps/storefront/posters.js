/** Posters, drawn: genres bring the hue and the motif; the film's id decides everything else. */

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 200;
const HEIGHT = 300;

/** Genre: hue in degrees, and what is drawn. */
const STYLES = {
  Drama: { hue: 28, draw: drawWindow },
  Comedy: { hue: 46, draw: drawSmile },
  Thriller: { hue: 212, draw: drawTarget },
  Action: { hue: 8, draw: drawBurst },
  Romance: { hue: 342, draw: drawCircles },
  Crime: { hue: 236, draw: drawBlinds },
  Documentary: { hue: 158, draw: drawContours },
  Horror: { hue: 276, draw: drawForest },
  'Science Fiction': { hue: 190, draw: drawPlanet },
  Fantasy: { hue: 292, draw: drawTower },
  Adventure: { hue: 138, draw: drawRanges },
  Animation: { hue: 96, draw: drawBounce },
  Mystery: { hue: 250, draw: drawKeyhole },
  Family: { hue: 202, draw: drawKite },
  Western: { hue: 18, draw: drawMesa },
};

/**
 * @param {{ item: string, genres: string[] }} film
 * @returns {SVGSVGElement} its poster, without any lettering. It is decoration: the title stands beside it.
 */
export function posterOf(film) {
  const draw = drawsFrom(film.item);
  const [first = STYLES.Drama, second = first] = film.genres.map((genre) => STYLES[genre]);
  const motif = draw() < 0.6 ? first : second;
  const hue = first.hue + (draw() - 0.5) * 34;
  const dark = draw() < 0.55;
  const colours = {
    ground: `hsl(${hue} ${dark ? 42 : 62}% ${dark ? 20 : 84}%)`,
    light: `hsl(${hue + 24} 78% ${dark ? 66 : 56}%)`,
    middle: `hsl(${hue - 14} 55% ${dark ? 42 : 68}%)`,
    deep: `hsl(${hue - 6} 50% ${dark ? 12 : 30}%)`,
  };
  const svg = shape('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    'aria-hidden': 'true',
    preserveAspectRatio: 'xMidYMid slice',
  });
  svg.append(
    shape('rect', { width: WIDTH, height: HEIGHT, fill: colours.ground }),
    ...motif.draw(colours, draw),
  );
  return svg;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

const circle = (cx, cy, r, fill) => shape('circle', { cx, cy, r, fill });
const rect = (x, y, width, height, fill) => shape('rect', { x, y, width, height, fill });
const path = (d, fill) => shape('path', { d, fill });
const line = (d, stroke, width) =>
  shape('path', { d, stroke, 'stroke-width': width, fill: 'none', 'stroke-linecap': 'round' });
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Numbers in [0, 1) that depend on the text alone: FNV-1a to start, then mulberry32 (Tommy Ettinger). */
function drawsFrom(text) {
  let state = 2166136261;
  for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function drawWindow({ light, middle, deep }, draw) {
  const lit = Math.floor(draw() * 12);
  const panes = times(12, (index) =>
    rect(38 + (index % 3) * 44, 52 + Math.floor(index / 3) * 42, 34, 30, index === lit ? light : deep),
  );
  return [rect(24, 36, 152, 264, middle), ...panes];
}

function drawSmile({ light, middle, deep }, draw) {
  const dots = times(16, () => circle(draw() * WIDTH, draw() * 240, 4 + draw() * 9, middle));
  const face = circle(100, 120, 66 + draw() * 10, light);
  return [
    ...dots,
    face,
    circle(78, 102, 8, deep),
    circle(122, 102, 8, deep),
    line('M66 132q34 40 68 0', deep, 9),
  ];
}

function drawTarget({ light, middle, deep }, draw) {
  const x = 60 + draw() * 80;
  const rings = times(6, (index) => circle(x, 118, 108 - index * 18, index % 2 ? deep : middle));
  return [
    ...rings,
    circle(x, 118, 9, light),
    line(`M-10 ${60 + draw() * 140}L210 ${60 + draw() * 140}`, light, 3),
  ];
}

function drawBurst({ light, middle, deep }, draw) {
  const x = 40 + draw() * 120;
  const rays = times(11, (index) => {
    const angle = (index / 11) * 2 * Math.PI + draw() * 0.3;
    const reach = (turn) => `${x + Math.cos(angle + turn) * 320} ${150 + Math.sin(angle + turn) * 320}`;
    return path(`M${x} 150L${reach(0)}L${reach(0.22)}Z`, index % 2 ? middle : deep);
  });
  return [...rays, path(`M${x - 14} 96l44 0l-20 40l30 0l-58 84l14-60l-30 0Z`, light)];
}

function drawCircles({ light, middle, deep }, draw) {
  const apart = 26 + draw() * 20;
  const right = circle(100 + apart, 110, 56, middle);
  right.setAttribute('fill-opacity', '0.85');
  return [circle(100 - apart, 110, 56, light), right, path('M0 196q50-22 100 0t100 0v110H0Z', deep)];
}

function drawBlinds({ light, middle, deep }, draw) {
  const slats = times(13, (index) => rect(0, index * 22, WIDTH, 11, index % 2 ? deep : middle));
  const x = 60 + draw() * 80;
  return [
    circle(x, 96, 54, light),
    ...slats.map(seeThrough),
    path(`M${x - 34} 300v-70q34-46 68 0v70Z`, deep),
  ];
}

function seeThrough(element) {
  element.setAttribute('fill-opacity', '0.82');
  return element;
}

function drawContours({ light, middle, deep }, draw) {
  const sway = 20 + draw() * 40;
  return times(14, (index) =>
    line(
      `M-10 ${20 + index * 20}q55 ${-sway + index * 3} 110 0t110 0`,
      [light, middle, deep][(index + Math.floor(sway)) % 3],
      index % 4 ? 3 : 8,
    ),
  );
}

function drawForest({ light, middle, deep }, draw) {
  const tree = (x, height, width, fill) =>
    path(`M${x - width} 300L${x} ${300 - height}L${x + width} 300Z`, fill);
  const far = times(9, (index) => tree(index * 25, 110 + draw() * 60, 18, middle));
  const near = times(6, (index) => tree(index * 42 - 8, 80 + draw() * 90, 26, deep));
  return [circle(60 + draw() * 80, 84, 40, light), ...far, ...near, rect(0, 288, WIDTH, 12, deep)];
}

function drawPlanet({ light, middle, deep }, draw) {
  const stars = times(34, () => circle(draw() * WIDTH, draw() * HEIGHT, 0.6 + draw() * 1.5, light));
  const radius = 40 + draw() * 22;
  const ring = shape('ellipse', {
    cx: 100,
    cy: 124,
    rx: radius * 1.75,
    ry: radius * 0.42,
    fill: 'none',
    stroke: light,
    'stroke-width': 5,
  });
  ring.setAttribute('transform', `rotate(${-28 + draw() * 40} 100 124)`);
  return [
    ...stars,
    circle(100, 124, radius, middle),
    circle(100 + radius * 0.28, 132, radius * 0.72, deep),
    ring,
  ];
}

function drawTower({ light, middle, deep }, draw) {
  const x = 66 + draw() * 60;
  const hill = path('M0 236q60-54 110-20t90-10v94H0Z', middle);
  const tower = path(`M${x} 250V120l-8-8v-22h9v9h10v-9h12v9h10v-9h9v22l-8 8v130Z`, deep);
  return [circle(150 - draw() * 90, 70, 30, light), hill, tower, rect(x + 13, 138, 8, 16, light)];
}

function drawRanges({ light, middle, deep }, draw) {
  const ridge = (base, fill) => {
    const points = times(
      6,
      (index) => `L${index * 40} ${base - (index % 2 ? 20 + draw() * 56 : draw() * 16)}`,
    );
    return path(`M0 300${points.join('')}L200 300Z`, fill);
  };
  return [circle(50 + draw() * 100, 84, 34, light), ridge(190, middle), ridge(240, deep)];
}

function drawBounce({ light, middle, deep }, draw) {
  const ball = 20 + draw() * 14;
  const trail = line(`M14 ${60 + draw() * 40}q26 20 46 140q26-130 54-100t38 100`, middle, 5);
  trail.setAttribute('stroke-dasharray', '2 13');
  return [
    trail,
    circle(158, 204 - ball, ball, light),
    circle(42, 74, 16, middle),
    rect(0, 216, WIDTH, 90, deep),
  ];
}

function drawKeyhole({ light, middle, deep }, draw) {
  const y = 84 + draw() * 30;
  return [
    rect(46, 28, 108, 224, middle),
    circle(100, y, 28, deep),
    path(`M88 ${y + 16}h24l16 84H72Z`, deep),
    circle(100 + draw() * 8, y, 7, light),
  ];
}

function drawKite({ light, middle, deep }, draw) {
  const x = 78 + draw() * 60;
  const tail = line(`M${x} 138q-34 34-8 62t-30 60`, deep, 3);
  return [
    path('M0 240q70-50 200-4v70H0Z', middle),
    tail,
    path(`M${x} 38l36 46l-36 56l-36-56Z`, light),
    path(`M${x} 38v102l-36-56Z`, deep),
  ];
}

function drawMesa({ light, middle, deep }, draw) {
  const x = 20 + draw() * 60;
  const cactus = line('M160 262v-76M160 226q-22 4-22-24M160 214q20 2 20-20', deep, 11);
  return [
    circle(100, 118, 58, light),
    path(`M${x} 246l12-74h70l12 74Z`, middle),
    rect(0, 244, WIDTH, 60, deep),
    cactus,
  ];
}
