/** A place that the tour shows: a heading, a sentence or two, and its picture. */
export interface Stop {
  /** Of the picture, docs/tour/NAME.jpg. */
  name: string;
  heading: string;
  words: string;
  /** What the picture shows, for who can't see it. */
  alt: string;
  /** Address of the page; absent for places in the chat. */
  page?: string;
}

/** In the order in which a person meets them. */
export const STOPS = [
  {
    name: 'start',
    heading: 'A link, in the chat',
    words:
      'Ada types `/replay start`. Only she sees the answer: a personal link to her share page, which works once.',
    alt: 'A chat channel in the sandbox with the answer to /replay start and its button',
  },
  {
    name: 'share-before',
    heading: 'Before sharing',
    words:
      'She chooses the quality and what she shows; the page has measured her connection and warns of what would be too much. Below, it says what is kept, for how long and who sees it.',
    alt: 'The share page with its choices of quality and source',
    page: '/share',
  },
  {
    name: 'share',
    heading: 'While sharing',
    words:
      'What is buffered stands on a strip, with thumbnails and markers. One click, or the key C, makes a clip of the last 30 seconds to 10 minutes; the sizes follow what is really sent.',
    alt: 'The share page while it records: preview, strip, lengths, markers and a clip just made',
    page: '/share',
  },
  {
    name: 'posted',
    heading: 'The clip, in the channel',
    words:
      'The clip plays where she shared for, and Discord shows it to everybody there. Below it are **Trim**, **Save**, **Send to me**, **More before** and **Delete**; who may not is told so.',
    alt: 'The chat channel with the posted clip and the buttons below it',
  },
  {
    name: 'trim',
    heading: 'Trimming',
    words:
      'The buffer or a clip, frozen, with thumbnails, waveform and markers. Two handles choose the range by pointer, touch or keyboard, to the frame, and the size is judged against the limit of where it goes before anything is made.',
    alt: 'The trim page with a selected range on the timeline',
    page: '/trim',
  },
  {
    name: 'library',
    heading: 'The library',
    words:
      'Every clip with its length, size, date and where it was posted; it plays under the pointer. Search, sort and filters find one among thousands, and a bar tells what they take and what goes when.',
    alt: 'The library with a dozen clips',
    page: '/library',
  },
  {
    name: 'library-clip',
    heading: 'A clip, opened',
    words:
      'Watch it, jump to its markers, rename it, trim it again, share it again, make it public for the server, or give out a link that can be revoked.',
    alt: 'A clip in its dialog over the library',
    page: '/library?clip=ID',
  },
  {
    name: 'clip',
    heading: 'Its own page',
    words:
      'What a link opens: the clip and nothing else, for anybody who has the link. Chats play it in place.',
    alt: 'A clip on its own page',
    page: '/c/TOKEN',
  },
  {
    name: 'library-phone',
    heading: 'On a phone',
    words: 'Everything but sharing works there, too.',
    alt: 'The library on a narrow screen',
    page: '/library',
  },
  {
    name: 'library-light',
    heading: 'By daylight',
    words: 'The pages are dark or light as the system is.',
    alt: 'The library in its light colours',
    page: '/library',
  },
  {
    name: 'trim-german',
    heading: 'Auf Deutsch',
    words: 'They speak English and German, as the browser asks for or as one chooses on top.',
    alt: 'The trim page in German',
    page: '/trim',
  },
  {
    name: 'privacy',
    heading: 'What is kept',
    words:
      'What is kept, where, how long, who sees it and how to have it deleted, filled in from how this Hindsight is really set up. It is open to everybody.',
    alt: 'The privacy page',
    page: '/privacy',
  },
  {
    name: 'sign-in',
    heading: 'Coming back by oneself',
    words:
      'Without a link, **Sign in with Discord** leads to Discord’s own question (here the sandbox’s stand-in) and back to where one was.',
    alt: 'The page on which Discord asks whether Hindsight may know who one is',
  },
] as const satisfies readonly Stop[];

export type StopName = (typeof STOPS)[number]['name'];
