/**
 * Runs before anything is painted, so that nobody sees the other theme first, or the page move when the panel opens. What was
 * chosen is remembered in this browser.
 */
function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`picture-house:${name}`);
  } catch {
    // Storage may be switched off.
    return null;
  }
}

const { dataset } = document.documentElement;
const theme = remembered('theme');
if (theme === 'light' || theme === 'dark') dataset['theme'] = theme;
if (remembered('panel') === 'open') dataset['panel'] = 'open';
