const PATHS = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M6 5h4.2v14H6zM13.8 5H18v14h-4.2z',
  back: 'M12 5v5.2L19 5v14l-7-5.2V19L3 12z',
  forward: 'M12 5v5.2L5 5v14l7-5.2V19l9-7z',
  pictureBack: 'M5 5h2.4v14H5zM19 5v14L8.5 12z',
  pictureForward: 'M16.6 5H19v14h-2.4zM5 5v14l10.5-7z',
  before: 'M15.4 5.4L8.8 12l6.6 6.6-1.6 1.6L5.6 12l8.2-8.2z',
  behind: 'M8.6 5.4L15.2 12l-6.6 6.6 1.6 1.6L18.4 12l-8.2-8.2z',
  loop: 'M17 2l4 4-4 4V7.2H7A2.8 2.8 0 0 0 4.2 10v2H2v-2a5 5 0 0 1 5-5h10zM7 22l-4-4 4-4v2.8h10a2.8 2.8 0 0 0 2.8-2.8v-2H22v2a5 5 0 0 1-5 5H7z',
  sound:
    'M3 9v6h4l5 4.5v-15L7 9zm12-1.5v9a5 5 0 0 0 0-9zm0-4v2.2a7 7 0 0 1 0 12.6v2.2a9 9 0 0 0 0-17z',
  silent:
    'M3 9v6h4l5 4.5v-15L7 9zm18.5.6L20 8.1l-2.4 2.4-2.4-2.4-1.5 1.5 2.4 2.4-2.4 2.4 1.5 1.5 2.4-2.4 2.4 2.4 1.5-1.5-2.4-2.4z',
  nearer: 'M10.7 5h2.6v5.7H19v2.6h-5.7V19h-2.6v-5.7H5v-2.6h5.7z',
  farther: 'M5 10.7h14v2.6H5z',
  fit: 'M3 5h2.2v14H3zM18.8 5H21v14h-2.2zM10 8v2.9h4V8l4 4-4 4v-2.9h-4V16l-4-4z',
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
