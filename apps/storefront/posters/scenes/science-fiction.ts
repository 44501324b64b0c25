import { layer, ridge, stars, type Scene } from '../scene.js';
import { circle, d, group, line, path, rect, times, turned, type Point } from '../shapes.js';

/** A planet with a ring, and another in the distance. */
const planet: Scene = (frame, palette, random) => {
  const { light, mid, deep, glow } = palette;
  const { width, unit } = frame;
  const [x, y] = frame.focus;
  const r = random.between(50, 72) * unit;
  const tilt = random.between(-32, 24);
  const ring = (d: string, w: number): ReturnType<typeof line> => line(d, light, w * unit);
  const [rx, ry] = [r * 1.85, r * 0.44];
  const behind = ring(d`M${[x - rx, y]}A${rx} ${ry} 0 0 1 ${[x + rx, y]}`, 5);
  const before = ring(d`M${[x - rx, y]}A${rx} ${ry} 0 0 0 ${[x + rx, y]}`, 5);
  const leaning = turned(tilt, [x, y]);
  const moon: Point = [
    x + random.pick([-1, 1]) * random.between(90, 120) * unit,
    y + random.between(70, 120) * unit,
  ];
  return [
    layer(0.02, stars(frame, width > frame.height ? 130 : 60, palette, random)),
    layer(0.15, circle(...moon, random.between(10, 20) * unit, glow)),
    layer(
      0.5,
      group([behind], leaning),
      circle(x, y, r, mid),
      path(
        d`M${[x - r, y]}A${r} ${r} 0 0 0 ${[x + r, y]}A${r * 1.25} ${r * 0.9} 0 0 1 ${[x - r, y]}Z`,
        deep,
        0.75,
      ),
      group([before], leaning),
    ),
  ];
};

/** A sun of bars over a grid that runs to the horizon. */
const grid: Scene = (frame, palette, random) => {
  const { light, mid, deep, sky } = palette;
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const horizon = y + 62 * unit;
  const r = random.between(64, 82) * unit;
  const bars = times(6, (index) =>
    rect(x - r * 1.2, horizon - r * 0.05 - index * r * 0.2, r * 2.4, (7 - index) * unit * 1.1, sky),
  );
  const rails = times(21, (index) =>
    line(
      d`M${[x + (index - 10) * 9 * unit, horizon]}L${[x + (index - 10) * 120 * unit, height * 1.2]}`,
      light,
      1.2 * unit,
      0.6,
    ),
  );
  const ties = times(12, (index) =>
    rect(
      -width * 0.2,
      horizon + (height * 1.1 - horizon) * (index / 12) ** 2.2,
      width * 1.4,
      1.3 * unit,
      light,
      0.6,
    ),
  );
  return [
    layer(0.02, stars(frame, 40, palette, random)),
    layer(0.1, circle(x, horizon - r * 0.45, r, light), bars),
    layer(
      0.3,
      ridge(
        frame,
        horizon,
        11,
        (index) => (index % 2 ? random.between(14, 52) : random.between(0, 12)) * unit,
        mid,
      ),
    ),
    layer(0.6, rect(-width * 0.2, horizon, width * 1.4, height * 1.3, deep), rails, ties),
  ];
};

/** A helmet, and what it sees. */
const helmet: Scene = (frame, palette, random) => {
  const { light, deep, glow } = palette;
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const s = unit * random.between(1.05, 1.25);
  const visor = d`M${[x - 46 * s, y - 6 * s]}q0 ${-42 * s} ${46 * s} ${-42 * s}t${46 * s} ${42 * s}q0 ${40 * s} ${-46 * s} ${40 * s}t${-46 * s} ${-40 * s}Z`;
  const seen: Point = [x + random.between(-18, 18) * s, y + 2 * s];
  const shoulders = path(
    d`M${[x - 92 * s, y + 190 * s]}q0 ${-104 * s} ${56 * s} ${-112 * s}h${72 * s}q${56 * s} ${8 * s} ${56 * s} ${112 * s}V${height * 1.3}h${-184 * s}Z`,
    light,
    0.8,
  );
  return [
    layer(0.02, stars(frame, width > height ? 130 : 60, palette, random)),
    layer(0.4, shoulders, rect(x - 40 * s, y + 60 * s, 80 * s, 20 * s, deep)),
    layer(
      0.5,
      circle(x, y, 72 * s, light),
      circle(x, y, 72 * s, deep, 0.12),
      path(visor, deep),
      circle(...seen, 19 * s, glow),
    ),
    layer(
      0.55,
      line(d`M${[x - 36 * s, y - 12 * s]}q${5 * s} ${-20 * s} ${24 * s} ${-25 * s}`, '#ffffff', 3.4 * s, 0.7),
    ),
  ];
};

export const SCIENCE_FICTION: readonly Scene[] = [planet, grid, helmet];
