interface ServerListener {
  /** The sandbox's clock was moved. */
  onClock: (offset: number) => void;
}

/** Hears from the server when the clock moves and when the mini program was compiled anew. */
export const listenToServer = ({ onClock }: ServerListener): void => {
  if (typeof EventSource === 'undefined') return;
  const source = new EventSource('/phone/events');
  source.addEventListener('clock', ({ data }: MessageEvent<string>) => onClock(Number(data)));
  source.addEventListener('reload', () => location.reload());
};
