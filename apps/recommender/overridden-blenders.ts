import type { Blender } from '#libs/blending';
import { keepsTrees, overrideBlend, type Override } from '#libs/experiments';

/** Blenders of what variations change, made when first asked for and gone with the tables or the experiments they were made of. */
export class OverriddenBlenders {
  private readonly byBlender = new WeakMap<Blender, WeakMap<Override, Blender>>();

  /** @returns the blender itself where the override changes nothing that scores. */
  of(blender: Blender, override: Override): Blender {
    if (!override.blend && !override.sources) return blender;
    const made = this.byBlender.get(blender) ?? new WeakMap<Override, Blender>();
    this.byBlender.set(blender, made);
    const known = made.get(override);
    if (known) return known;
    const anew = blender.blendedAnew(overrideBlend(blender.blend, override), keepsTrees(override));
    made.set(override, anew);
    return anew;
  }
}
