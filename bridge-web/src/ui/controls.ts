import 'media-chrome/dist/lang/de.js';
import 'media-chrome/dist/media-controller.js';
import 'media-chrome/dist/media-control-bar.js';
import 'media-chrome/dist/media-play-button.js';
import 'media-chrome/dist/media-seek-backward-button.js';
import 'media-chrome/dist/media-seek-forward-button.js';
import 'media-chrome/dist/media-time-range.js';
import 'media-chrome/dist/media-time-display.js';
import 'media-chrome/dist/media-mute-button.js';
import 'media-chrome/dist/media-volume-range.js';
import 'media-chrome/dist/media-pip-button.js';
import 'media-chrome/dist/media-fullscreen-button.js';
import 'media-chrome/dist/media-loading-indicator.js';
import MediaCaptionsButton from 'media-chrome/dist/media-captions-button.js';
import MediaPlaybackRateButton from 'media-chrome/dist/media-playback-rate-button.js';
import { setLanguage } from 'media-chrome/dist/utils/i18n.js';
import { language } from '../i18n.ts';
import { neverTwoSounds } from '../one-sound.ts';
import { say } from './texts.ts';

setLanguage(language);
neverTwoSounds();

/** Has a state to be on or off, which `role=button` can't have. */
class CaptionsSwitch extends MediaCaptionsButton {
  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'switch');
  }
}
customElements.define('captions-switch', CaptionsSwitch);

/** Is called what stands on it, for who speaks to the computer. */
class RateButton extends MediaPlaybackRateButton {
  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    this.setAttribute('aria-label', `${say.speed} ${this.mediaPlaybackRate || 1}x`);
  }
}
customElements.define('rate-button', RateButton);

/** The controls of every player from left to right: elements of media-chrome and their attributes. */
export const CONTROLS: [tag: string, attributes: Record<string, string>][] = [
  ['media-play-button', {}],
  ['media-seek-backward-button', { seekoffset: '5' }],
  ['media-seek-forward-button', { seekoffset: '5' }],
  ['media-time-range', {}],
  ['media-time-display', { showduration: '', notoggle: '' }],
  ['media-mute-button', {}],
  ['media-volume-range', {}],
  ['captions-switch', {}],
  ['rate-button', { rates: '0.25 0.5 1 1.5 2' }],
  ['media-pip-button', {}],
  ['media-fullscreen-button', {}],
];
