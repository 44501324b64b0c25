import { layer, across, sun, type Scene } from '../scene.js';
import { circle, d, line, path, polygon, rect, times, type Point } from '../shapes.js';

/** Someone behind blinds. */
const blinds: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const step = random.between(20, 27) * unit;
  const slats = times(height / step + 8, (index) =>
    rect(-width * 0.2, index * step - 4 * step, width * 1.4, step * 0.56, index % 2 ? deep : mid, 0.8),
  );
  const s = unit * random.between(1.05, 1.35);
  const figure = path(
    d`M${[x - 62 * s, height * 1.2]}V${y + 84 * s}q${8 * s} ${-36 * s} ${42 * s} ${-42 * s}v${-18 * s}q${-16 * s} ${-6 * s} ${-16 * s} ${-26 * s}h${-16 * s}q${-2 * s} ${-9 * s} ${20 * s} ${-12 * s}q0 ${-26 * s} ${14 * s} ${-28 * s}q${18 * s} ${6 * s} ${36 * s} 0q${14 * s} ${2 * s} ${14 * s} ${28 * s}q${22 * s} ${3 * s} ${20 * s} ${12 * s}h${-16 * s}q0 ${20 * s} ${-16 * s} ${26 * s}v${18 * s}q${34 * s} ${6 * s} ${42 * s} ${42 * s}V${height * 1.2}Z`,
    deep,
  );
  return [
    layer(0.1, sun([x + random.between(-30, 30) * unit, y - 8 * unit], 74 * unit, light)),
    layer(0.3, slats),
    layer(0.7, figure),
  ];
};

/** A city at night, windows lit. */
const city: Scene = (frame, { light, mid, deep }, random) => {
  const { height, unit } = frame;
  const [x, y] = frame.focus;
  const block = (depth: number, base: number, fill: string, tall: number): ReturnType<typeof layer> => {
    const lots = across(frame, frame.width > frame.height ? 16 : 8);
    const shapes = lots.flatMap((left, index) => {
      const w = (lots[1] ?? 0) - (lots[0] ?? 0) + 1;
      const top = base - random.between(0.25, 1) * tall;
      const windows = times(index % 2 ? 7 : 4, () =>
        rect(
          left + random.between(0.15, 0.75) * w,
          top + random.between(0.06, 0.8) * (base - top),
          3 * unit,
          5 * unit,
          light,
          0.85,
        ),
      );
      return [rect(left, top, w, height * 1.3 - top, fill), ...(depth > 0.4 ? windows : [])];
    });
    return layer(depth, shapes);
  };
  const moon = random.chance(0.6)
    ? sun([x, y - 34 * unit], 38 * unit, light)
    : times(2, (index) =>
        polygon(
          [
            [x + (index * 90 - 45) * unit, y + 120 * unit],
            [x + (index * 170 - 150) * unit, -20 * unit],
            [x + (index * 170 - 90) * unit, -20 * unit],
          ],
          light,
          0.28,
        ),
      );
  return [
    layer(0.05, moon),
    block(0.3, y + 110 * unit, mid, 150 * unit),
    block(0.7, y + 170 * unit, deep, 160 * unit),
  ];
};

/** The door of a safe. */
const safe: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const r = random.between(74, 90) * unit;
  const at = (turn: number, length: number): Point => [
    x + Math.cos(turn) * length,
    y + Math.sin(turn) * length,
  ];
  const ticks = times(60, (index) => {
    const turn = (index / 60) * 2 * Math.PI;
    return line(
      d`M${at(turn, r * 0.94)}L${at(turn, r * (index % 5 ? 0.87 : 0.79))}`,
      light,
      (index % 5 ? 1 : 2.2) * unit,
    );
  });
  const start = random.between(0, 2);
  const handles = times(3, (index) => {
    const turn = start + (index / 3) * 2 * Math.PI;
    return line(d`M${[x, y]}L${at(turn, r * 0.58)}`, light, 9 * unit);
  });
  const rivets = times(16, (index) => circle(...at((index / 16) * 2 * Math.PI, r * 1.3), 4 * unit, deep));
  const bars = times(3, (index) =>
    rect(-width * 0.2, y + (index - 1) * 92 * unit - 5 * unit, width * 1.4, 10 * unit, deep, 0.35),
  );
  return [
    layer(0.05, rect(-width * 0.2, -height * 0.2, width * 1.4, height * 1.4, mid, 0.55), bars),
    layer(0.25, circle(x, y, r * 1.44, mid), rivets),
    layer(0.35, circle(x, y, r * 1.1, deep), circle(x, y, r, mid), ticks),
    layer(0.5, circle(x, y, r * 0.66, deep), handles, circle(x, y, r * 0.16, light)),
  ];
};

export const CRIME: readonly Scene[] = [blinds, city, safe];
