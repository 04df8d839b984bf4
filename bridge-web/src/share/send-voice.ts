import { AudioPresets, type LocalParticipant, Track } from 'livekit-client';
import type { SentVoice } from './voice.ts';

/** How the server knows whether others may have it in their clips: LiveKit tells it a track's name and nothing more. */
const nameOf = ({ forOthers }: SentVoice) => (forOthers ? 'voice for others' : 'voice');

/** Brings what is published of a microphone in line with what is wanted. */
export async function sendVoice(person: LocalParticipant, voice: SentVoice | null): Promise<void> {
  const before = person.getTrackPublication(Track.Source.Microphone);
  const stays =
    voice !== null &&
    before?.track?.mediaStreamTrack === voice.track &&
    before.trackName === nameOf(voice);
  if (before?.track && !stays) await person.unpublishTrack(before.track, false);
  if (!voice) return;
  const publication = stays
    ? before
    : await person.publishTrack(voice.track, {
        source: Track.Source.Microphone,
        name: nameOf(voice),
        audioPreset: AudioPresets.music,
        // The recorder wants plain Opus without holes.
        dtx: false,
        red: false,
        stopMicTrackOnMute: false,
      });
  if (voice.muted) await publication.mute();
  else await publication.unmute();
}
