import { layer, hills, type Scene } from '../scene.js';
import {
  circle,
  d,
  group,
  line,
  path,
  polygon,
  rect,
  times,
  turned,
  written,
  type Point,
} from '../shapes.js';

/** A face made of a hat, glasses and a moustache, on a bright ground. */
const disguise: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const s = random.between(0.95, 1.2) * unit;
  const at = (dx: number, dy: number): string => written([x + dx * s, y + dy * s]);
  const rays = times(12, (index) => {
    const turn = (index / 12) * 2 * Math.PI;
    const reach = (angle: number): Point => [
      x + Math.cos(angle) * (width + height),
      y + Math.sin(angle) * (width + height),
    ];
    return polygon([[x, y], reach(turn), reach(turn + Math.PI / 12)], mid, 0.22);
  });
  const hat = random.chance(0.5)
    ? [
        path(d`M${at(-58, -42)}h${116 * s}v${11 * s}h${-116 * s}Z`, deep),
        path(d`M${at(-36, -42)}v${-62 * s}h${72 * s}v${62 * s}Z`, deep),
        path(d`M${at(-36, -60)}h${72 * s}v${14 * s}h${-72 * s}Z`, light),
      ]
    : [
        path(d`M${at(-62, -38)}q${62 * s} ${-24 * s} ${124 * s} 0v${8 * s}h${-124 * s}Z`, deep),
        path(d`M${at(-38, -46)}q${4 * s} ${-58 * s} ${38 * s} ${-48 * s}t${38 * s} ${48 * s}Z`, deep),
      ];
  const lens = (side: number): ReturnType<typeof circle>[] => [
    circle(x + side * 26 * s, y, 21 * s, '#ffffff', 0.9),
    line(
      d`M${at(side * 26 - 21, 0)}a${21 * s} ${21 * s} 0 1 0 ${42 * s} 0a${21 * s} ${21 * s} 0 1 0 ${-42 * s} 0`,
      deep,
      7 * s,
    ),
    circle(x + side * 26 * s + random.between(-6, 6) * s, y + 3 * s, 6.5 * s, deep),
  ];
  const moustache = path(
    d`M${at(0, 44)}q${-22 * s} ${-16 * s} ${-34 * s} 0t${-26 * s} ${2 * s}q${14 * s} ${26 * s} ${38 * s} ${16 * s}t${22 * s} ${-14 * s}q${8 * s} ${12 * s} ${22 * s} ${14 * s}t${38 * s} ${-16 * s}q${-14 * s} ${12 * s} ${-26 * s} ${-2 * s}t${-34 * s} 0Z`,
    deep,
  );
  const nose = path(d`M${at(-6, 6)}q${-14 * s} ${28 * s} ${6 * s} ${28 * s}t${6 * s} ${-28 * s}Z`, light);
  return [
    layer(0.05, rays),
    layer(0.3, circle(x, y, 112 * s, light, 0.9)),
    layer(0.5, nose, lens(-1), lens(1), moustache, hat),
  ];
};

/** Balloons, let go. */
const balloons: Scene = (frame, { light, mid, deep, ink }, random) => {
  const { width, height, focus, unit } = frame;
  const colours = [light, mid, deep, light];
  const one = (index: number): ReturnType<typeof layer> => {
    const near = index / 8;
    const x = index === 7 ? focus[0] : random.between(0.05, 0.95) * width;
    const y = index === 7 ? focus[1] : focus[1] + random.between(-0.3, 0.3) * height;
    const r = (14 + near * 40) * unit;
    const string = line(
      d`M${[x, y + r * 1.2]}q${random.between(-16, 16) * unit} ${r} 0 ${r * 2}t${random.between(-9, 9) * unit} ${r * 2}`,
      ink,
      1.4 * unit,
      0.7,
    );
    const colour = colours[index % 4] ?? light;
    return layer(
      0.15 + near * 0.7,
      string,
      path(
        d`M${[x, y + r * 1.22]}C${[x - r * 1.5, y + r * 0.2]} ${[x - r * 1.1, y - r]} ${[x, y - r]}S${[x + r * 1.5, y + r * 0.2]} ${[x, y + r * 1.22]}Z`,
        colour,
      ),
      circle(x - r * 0.34, y - r * 0.4, r * 0.18, '#ffffff', 0.5),
    );
  };
  return [
    ...times(8, one),
    layer(
      0.9,
      hills(frame, height * 1.02, 4, () => random.between(0, 30) * unit, deep),
    ),
  ];
};

/** A cake that leans. */
const cake: Scene = ({ width, height, focus, unit }, { light, mid, deep, ink }, random) => {
  const [x, y] = focus;
  const s = unit * random.between(0.95, 1.15);
  const confetti = times(width > height ? 70 : 34, () =>
    circle(
      random.between(-0.1, 1.1) * width,
      random.between(-0.1, 1.1) * height,
      random.between(2, 4.5) * unit,
      random.pick([light, mid, deep]),
      0.8,
    ),
  );
  const tier = (index: number): ReturnType<typeof rect>[] => {
    const [w, top] = [(112 - index * 30) * s, y + 46 * s - index * 44 * s];
    const drips = times(5, (drip) =>
      rect(x - w / 2 + (drip + 0.15) * (w / 5), top, w / 7, random.between(12, 26) * s, deep),
    );
    return [
      rect(x - w / 2, top, w, 44 * s, index % 2 ? light : mid),
      ...drips,
      rect(x - w / 2, top, w, 10 * s, deep),
    ];
  };
  const candles = [-14, 0, 14].flatMap((dx) => [
    rect(x + dx * s - 2 * s, y - 66 * s, 4 * s, 24 * s, ink),
    path(
      d`M${[x + dx * s, y - 84 * s]}q${9 * s} ${14 * s} 0 ${18 * s}q${-9 * s} ${-4 * s} 0 ${-18 * s}Z`,
      light,
    ),
  ]);
  const plate = path(d`M${[x - 92 * s, y + 90 * s]}h${184 * s}l${-16 * s} ${14 * s}h${-152 * s}Z`, ink);
  return [
    layer(0.15, confetti),
    layer(
      0.5,
      group([...tier(0), ...tier(1), ...tier(2), ...candles], turned(random.between(-7, 7), [x, y + 90 * s])),
      plate,
    ),
  ];
};

export const COMEDY: readonly Scene[] = [disguise, balloons, cake];
