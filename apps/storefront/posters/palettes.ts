/** The colours of one poster, as six hexadecimal digits. */
export interface Palette {
  /** The ground, from its top to its foot. */
  readonly sky: string;
  readonly glow: string;
  /** A sun, a moon, a lit window. */
  readonly light: string;
  /** What stands in the distance, and what is near. */
  readonly mid: string;
  readonly deep: string;
  /** Lettering on the sky. */
  readonly ink: string;
}

/** `sky glow light mid deep ink`, one palette a line. */
function palettes(...lines: readonly string[]): Palette[] {
  return lines.map((line) => {
    const [sky = '', glow = '', light = '', mid = '', deep = '', ink = ''] = line
      .split(' ')
      .map((digits) => `#${digits}`);
    return { sky, glow, light, mid, deep, ink };
  });
}

/** What each genre is printed in. */
export const PALETTES: Readonly<Record<string, readonly Palette[]>> = {
  Drama: palettes(
    '2b2d42 8d5b4c f2c27b 5b4b5a 1a1a2b f7e7ce',
    'd9c7a8 b98b5e 7a2e1d 8f6a48 3a241a 3a1710',
    '34495a 7c8f8c f0d9a8 4f646b 1a2730 f6efdf',
    '5a2a27 a8553a f4c98b 7b3a30 2a1213 fbe9cf',
    'e8e3d6 c3c7bd 35505c 8c9a97 22333a 22333a',
  ),
  Comedy: palettes(
    'f6c445 f29f3d d7263d 2a7f8e 1d3557 1d3557',
    'f4e9d8 f7b7a3 e4572e 3aa6a0 22405c 22405c',
    '16706e 56c6a9 ffe08a f26b4e 0d3f46 fff6dc',
    'c8405c f49a8a ffe9a8 7a2e5d 40143c fff3dd',
    'bfe0d2 f3f0d7 f08a4b e4572e 24415a 24415a',
  ),
  Thriller: palettes(
    '0f1a24 274b5f e8f1f2 1d3645 060b10 f2f5f5',
    '1b1b1f 5a1018 e63946 35161b 0b0a0c f7f1ee',
    'c9d1d3 8fa1a8 b00f1c 546a73 14212b 14212b',
    '2a2f1a 6f7b2d e9e27a 444b22 12150a f5f3d0',
  ),
  Action: palettes(
    'e05a14 f9b233 fff0c2 a61c1c 2a0b0d 2a0b0d',
    '10253f e4572e ffd166 7a2431 070f1c ffe6b8',
    'a3101a e8442a ffd9a0 5c0b14 1d0508 fff0dc',
    'd8d2c2 e2b34b c92f1a 6b6a61 1c1b19 1c1b19',
  ),
  Romance: palettes(
    'f7c6c1 f29c9f c9354b a8506a 4b1a35 6e1330',
    '3c1a3f b3446c ffc7a8 6f2858 1d0a22 ffe5d4',
    'fbe3c8 f4a988 d8506a 7f6a8f 3a2a4c 7c1f3c',
    '7b1e3a d0596a ffd5b8 4d1230 240615 ffe9dc',
  ),
  Crime: palettes(
    '1d1a2b c46b2b ffd38a 3b2b3a 0b0912 ffe4b3',
    'e8dcc0 d2b98a a4161a 5e503f 1b1713 8c1014',
    '14213d 3d5a80 fca311 243654 080e1c f8f0dd',
    '0e2f2c 3b7a57 f0c75e 1c4a40 051513 f7ecc9',
  ),
  Documentary: palettes(
    'e9e4d4 c8cfb8 2f6f5e 7f9a86 24352f 1f3a33',
    '274c5e 6fa3a8 f2e3bc 3c6a78 12252f f5ecd4',
    'f1ede4 d9d4c7 d8471e 8a8a84 26272b 26272b',
  ),
  Horror: palettes(
    '140b14 5b0f16 e3d5b8 2a1118 050204 f2ddc0',
    '1a2416 5d6f3a dfe5a5 2b3a22 080c07 e6eab8',
    '20122f 6a2f7a f0c8e0 391d4d 0a0512 f4d7ea',
    'd8cfc0 a89b8a 8c0f14 6a5c52 1a1413 6d0a10',
  ),
  'Science Fiction': palettes(
    '0b1030 3a2a7a 7de2d1 23205a 050716 d9fbf4',
    '1a0b2e e0457b ffd36e 5b1d63 0b0416 ffe7c2',
    '0d2b33 1f7a80 f4f1bb 16474f 04141a eef7e6',
    'e4ded0 e8b07a d8431f 5f7f88 18303a 18303a',
  ),
  Fantasy: palettes(
    '1b2a4a 6a5aa8 f6d98b 39407a 0c1226 fbe8b8',
    '244034 7fa36b f8e6a0 3b5f47 0e1d17 faf0c8',
    '3b1d4a c0608a ffdf9e 6a3168 190a22 ffe9c9',
    'e9dcc0 c9a66b 7a2f1d 6d7a5a 2f2a1d 5c2412',
  ),
  Adventure: palettes(
    'f3b562 f0803c fff1c9 a23e2a 3c1518 3c1518',
    '1f6f78 8cc9b4 fdf0c0 2e8b83 0b3038 fff7da',
    '2d4a22 a9b44a fbeeb0 56752e 141f0f fbf5cf',
    'efe2c6 dcb77a b5391f 5d8a8a 27383a 7a230f',
  ),
  Animation: palettes(
    '7fd1e0 c9f0e0 ffcf4a f2705c 23395d 23395d',
    'ff9f68 ffd29a fff6d5 e0476a 4a1d4f 4a1d4f',
    '4b3f9e 9a7fe0 ffe27a f27fb2 1f1850 fff3c4',
    '5fb878 c7e88a fff4b8 f28f3b 1f4a3a 10302a',
  ),
  Mystery: palettes(
    '12202e 41596b e8c872 233648 070d14 f0dfae',
    '2c1b2f 7a4a5e f3d9a4 462a45 120a14 f8e6c4',
    'dcd3bd a9a48c 2c4a52 6f7a6e 1c2a2c 1c2a2c',
    '0f2f2f 2f6b62 f2e2a8 1a4a47 051616 f2e6c0',
  ),
  Family: palettes(
    '8ecae6 d8f0f2 ffb703 fb8500 1d4e6b 14384d',
    'ffd6a5 fff0cf ef6f6c 5aa9a3 3a3a6a 3a3a6a',
    '2f5fa3 9cc4ea ffe08a ef7b5a 16305a fff5d6',
  ),
  Western: palettes(
    'e2733c f6b65c fff0c4 a5401f 3b150d 3b150d',
    'f0dcb4 e2a860 b23a1c 8d5a34 3a2013 6d1f10',
    '3a2a4a c4573f ffd08a 6b3345 190f1e ffe2b0',
  ),
};

/** The contrast of two colours, 1 to 21, as WCAG 2.2 defines it. */
export function contrastOf(one: string, other: string): number {
  const [high = 1, low = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** The colour that reads best on every one of the grounds. */
export function mostReadable(candidates: readonly string[], grounds: readonly string[]): string {
  const worst = (colour: string): number => Math.min(...grounds.map((ground) => contrastOf(colour, ground)));
  return candidates.reduce((best, candidate) => (worst(candidate) > worst(best) ? candidate : best));
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
