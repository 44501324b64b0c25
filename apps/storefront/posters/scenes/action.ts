import { layer, ridge, type Scene } from '../scene.js';
import { circle, d, line, path, polygon, rect, times, type Point } from '../shapes.js';

/** A blast, a road, a car on it. */
const blast: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const count = random.whole(9, 13);
  const rays = times(count, (index) => {
    const turn = (index / count) * 2 * Math.PI + random.unit() * 0.3;
    const reach = (angle: number): Point => [
      x + Math.cos(angle) * (width + height),
      y + Math.sin(angle) * (width + height),
    ];
    return polygon(
      [[x, y], reach(turn), reach(turn + random.between(0.14, 0.3))],
      index % 2 ? mid : deep,
      0.55,
    );
  });
  const star = times(24, (index): Point => {
    const length = (index % 2 ? 30 : random.between(56, 84)) * unit;
    const turn = (index / 24) * 2 * Math.PI;
    return [x + Math.cos(turn) * length, y + Math.sin(turn) * length];
  });
  const road = y + 88 * unit;
  const car = x + random.between(-60, 60) * unit;
  const skyline = ridge(frame, road, 14, () => random.between(8, 64) * unit, deep);
  return [
    layer(0.05, rays),
    layer(0.25, polygon(star, light), circle(x, y, 24 * unit, '#ffffff', 0.75)),
    layer(0.45, skyline),
    layer(
      0.75,
      rect(-width * 0.2, road, width * 1.4, height, deep),
      rect(-width * 0.2, road + 22 * unit, width * 1.4, 2.4 * unit, mid),
    ),
    layer(
      1,
      path(
        d`M${[car - 44 * unit, road + 12 * unit]}q${4 * unit} ${-14 * unit} ${20 * unit} ${-15 * unit}q${12 * unit} ${-15 * unit} ${28 * unit} ${-14 * unit}q${16 * unit} 0 ${24 * unit} ${14 * unit}q${16 * unit} ${2 * unit} ${17 * unit} ${15 * unit}Z`,
        light,
      ),
      [-25, 26].map((dx) => circle(car + dx * unit, road + 12 * unit, 8.5 * unit, deep)),
    ),
  ];
};

/** Chevrons that run forward. */
const rush: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const stride = random.between(34, 46) * unit;
  const lean = random.between(0.8, 1.25);
  const chevron = (offset: number, fill: string, opacity: number): ReturnType<typeof polygon> => {
    const arm = height * 0.62;
    return polygon(
      [
        [offset - arm * lean, y - arm],
        [offset + stride * 0.62 - arm * lean, y - arm],
        [offset + stride * 0.62, y],
        [offset + stride * 0.62 - arm * lean, y + arm],
        [offset - arm * lean, y + arm],
        [offset, y],
      ],
      fill,
      opacity,
    );
  };
  const bars = times(Math.ceil(width / stride) + 6, (index) =>
    chevron(width * 1.5 - index * stride, index % 3 === 0 ? deep : mid, 0.28 + 0.5 * (index % 2)),
  );
  const runner = [
    circle(x + 16 * unit, y - 46 * unit, 10 * unit, light),
    line(
      d`M${[x + 8 * unit, y - 32 * unit]}l${-14 * unit} ${34 * unit}l${26 * unit} ${18 * unit}l${-6 * unit} ${34 * unit}M${[x - 6 * unit, y + 2 * unit]}l${-14 * unit} ${26 * unit}l${-30 * unit} ${4 * unit}M${[x + 6 * unit, y - 28 * unit]}l${-26 * unit} ${8 * unit}l${-8 * unit} ${20 * unit}M${[x + 6 * unit, y - 28 * unit]}l${20 * unit} ${18 * unit}l${22 * unit} ${-8 * unit}`,
      light,
      10 * unit,
    ),
  ];
  return [layer(0.35, bars), layer(0.7, runner)];
};

/** A minute before twelve, and what happens then. */
const countdown: Scene = ({ width, height, focus, unit }, { light, mid, deep, ink }, random) => {
  const [x, y] = focus;
  const r = random.between(50, 60) * unit;
  const at = (turn: number, length: number): Point => [
    x + Math.sin(turn) * length,
    y - Math.cos(turn) * length,
  ];
  const sticks = times(5, (index) => {
    const left = x + (index - 2.5) * 31 * unit;
    const body = rect(left + 1.5 * unit, y - 118 * unit, 28 * unit, 236 * unit, mid);
    return [body, rect(left + 1.5 * unit, y - 118 * unit, 8 * unit, 236 * unit, '#ffffff', 0.14)];
  });
  const straps = [-84, 66].map((dy) => rect(x - 82 * unit, y + dy * unit, 164 * unit, 18 * unit, deep));
  const wires = times(3, (index) =>
    line(
      d`M${[x + (index - 1) * 44 * unit, y - 118 * unit]}q${random.between(-40, 40) * unit} ${-70 * unit} ${random.between(-60, 60) * unit} ${-150 * unit}`,
      index % 2 ? light : ink,
      3.4 * unit,
    ),
  );
  const ticks = times(12, (index) => {
    const turn = (index / 12) * 2 * Math.PI;
    return line(d`M${at(turn, r * 0.88)}L${at(turn, r * (index % 3 ? 0.78 : 0.68))}`, deep, 3 * unit);
  });
  const hands = [
    line(d`M${[x, y]}L${at(-0.13, r * 0.74)}`, deep, 4 * unit),
    line(d`M${[x, y]}L${at(-0.06, r * 0.48)}`, deep, 6.5 * unit),
  ];
  const stripes = times((width + height) / (46 * unit), (index) =>
    line(
      d`M${[index * 46 * unit - height, height * 1.2]}l${height * 1.5} ${-height * 1.5}`,
      deep,
      15 * unit,
      0.13,
    ),
  );
  return [
    layer(0.1, stripes),
    layer(0.35, wires, sticks.flat(), straps),
    layer(
      0.5,
      circle(x, y, r * 1.14, deep),
      circle(x, y, r, light),
      ticks,
      hands,
      circle(x, y, 5 * unit, mid),
    ),
  ];
};

export const ACTION: readonly Scene[] = [blast, rush, countdown];
