import { layer, type Scene } from '../scene.js';
import { written, circle, d, line, polygon, times, type Point } from '../shapes.js';

/** The lines of a map. */
const contours: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const phases = times(5, () => random.between(0, 6.283));
  const ring = (index: number): ReturnType<typeof line> => {
    const points = times(36, (at): Point => {
      const turn = (at / 36) * 2 * Math.PI;
      const swell = phases.reduce(
        (sum, phase, order) => sum + Math.sin(turn * (order + 1) + phase) / (order + 2),
        0,
      );
      const r = (10 + index * 15) * unit * (1 + 0.3 * swell);
      return [x + Math.cos(turn) * r * 1.15, y + Math.sin(turn) * r];
    });
    const bold = index % 4 === 0;
    return line(
      d`M${points.map(written).join('L')}Z`,
      bold ? light : index % 2 ? mid : deep,
      (bold ? 3.4 : 1.5) * unit,
      bold ? 1 : 0.75,
    );
  };
  return [
    layer(0.25, times(Math.max(width, height) / 22 / unit, ring)),
    layer(0.5, circle(x, y, 5 * unit, light)),
  ];
};

/** A lens that looks back. */
const lens: Scene = ({ focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const r = random.between(76, 96) * unit;
  const blades = random.whole(6, 8);
  const turnBy = random.between(0, 1);
  const iris = times(blades, (index) => {
    const turn = ((index + turnBy) / blades) * 2 * Math.PI;
    const at = (angle: number, share: number): Point => [
      x + Math.cos(angle) * r * share,
      y + Math.sin(angle) * r * share,
    ];
    return polygon(
      [at(turn, 0.82), at(turn + (2 * Math.PI) / blades, 0.82), at(turn + 4.6 / blades, 0.34)],
      index % 2 ? mid : deep,
    );
  });
  return [
    layer(0.2, circle(x, y, r * 1.16, deep), circle(x, y, r, mid), circle(x, y, r * 0.86, light)),
    layer(
      0.4,
      iris,
      circle(x, y, r * 0.3, deep),
      circle(x - r * 0.4, y - r * 0.44, r * 0.1, '#ffffff', 0.85),
    ),
  ];
};

export const DOCUMENTARY: readonly Scene[] = [contours, lens];
