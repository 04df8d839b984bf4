import type { Locale } from 'discord.js';
import { en as zod } from 'zod/locales';
import { formatDuration } from './format-duration.ts';

const locales: `${Locale}`[] = ['en-US', 'en-GB'];

/**
 * All that people read from server and bot, in English, which every other language has to match. Sentences that are
 * kept in the store or that stand in schemas are taken from here directly, and said in other languages by translated.ts.
 */
export const en = {
  /** As Discord calls this language. */
  locales,
  /** As it calls itself. */
  called: 'English',
  /** `1m30s`. @param ms */
  duration: formatDuration,
  /** `30s` ago, in a list of choices. */
  ago: (span: string) => `${span} ago`,
  /** What a value of a request should be. */
  expected: zod().localeError,

  /** Names are typed: 1 to 32 small letters. Descriptions and choices have up to 100 characters. */
  commands: {
    clip: {
      name: 'clip',
      description: 'Posts the last moments of your screen share',
      duration: {
        name: 'duration',
        description:
          'How much: 2m, 90s, 1m30s or 1:30 (since your last mark, or 2m, when left out)',
      },
      of: {
        name: 'of',
        description: 'Whose share, of those who let you (your own when left out)',
      },
      to: {
        name: 'to',
        description: 'Where it goes (here when left out)',
        choices: {
          here: 'here',
          dm: 'to me as a direct message',
          library: 'only into my library',
        },
      },
      from: {
        name: 'from',
        description: 'Where it begins: a mark of yours, the end of your last clip, or 5m ago',
      },
      ago: { name: 'ago', description: 'How long ago it ends, such as 30s' },
      title: { name: 'title', description: 'What to call it' },
    },
    /** Of every command that makes a clip. */
    making: {
      quality: {
        name: 'quality',
        description: 'Where it is too large to be posted (made to fit when left out)',
        choices: {
          full: 'full: as it was recorded, by a link or shorter',
          fit: 'fit: encoded smaller',
          link: 'link: only a link to it',
        },
      },
      format: {
        name: 'format',
        description: 'What is posted (mp4 when left out)',
        choices: {
          mp4: 'mp4: pictures and sound',
          gif: 'gif: up to 15 s, without sound',
          audio: 'm4a: only the sound',
        },
      },
      gaps: {
        name: 'gaps',
        description: 'Where nothing was recorded in between (cut out when left out)',
        choices: {
          cut: 'cut them out',
          still: 'show that something is missing',
        },
      },
      voice: {
        name: 'voice',
        description: 'Whether the sharer’s microphone is heard (on when left out)',
        choices: {
          on: 'on: where the sharer added it',
          off: 'off: only the sound of the share',
        },
      },
    },
    replay: { name: 'replay', description: 'Instant replay of your screen share' },
    start: { name: 'start', description: 'Gives you your link to share your screen' },
    stop: { name: 'stop', description: 'Ends the recording of your screen share' },
    status: { name: 'status', description: 'Says whether you are recorded and what is buffered' },
    post: {
      name: 'post',
      description: 'Posts the stretch between two moments',
      from: { name: 'from', description: 'Where it begins: 5m ago, or a mark of yours' },
      to: {
        name: 'to',
        description: 'Where it ends: 3m ago, or a mark of yours (now when left out)',
      },
    },
    mark: {
      name: 'mark',
      description: 'Marks this moment, to clip from it later',
      label: { name: 'label', description: 'What happened' },
    },
    library: {
      name: 'library',
      description: 'Gives you your link to your clips',
      clip: { name: 'clip', description: 'Opens this one of them, by its title' },
    },
    key: {
      name: 'key',
      description: 'API keys for a Stream Deck, a hotkey or a script; alone, it lists yours',
      issue: {
        name: 'name',
        description: 'Makes a new key and calls it so, such as stream deck',
      },
      revoke: { name: 'revoke', description: 'Ends this key at once' },
    },
    settings: {
      name: 'settings',
      description: 'Who may share and clip here, and what is kept; for who manages it',
    },
    forget: { name: 'forget', description: 'Deletes everything that is kept of you, at once' },
    export: { name: 'export', description: 'Gives you a copy of what is kept of you' },
  },

  /** Up to 80 characters. */
  buttons: {
    cancel: 'Cancel',
    trim: 'Trim',
    trimThis: 'Trim this clip',
    save: 'Save',
    toMe: 'Send to me',
    more: 'More before',
    delete: 'Delete',
    openClip: 'Open this clip',
    openLibrary: 'Open my library',
    share: 'Share my screen',
    rename: 'Rename',
    deleteYes: 'Delete',
    keep: 'Keep',
    deleteIt: 'Delete it',
    mute: 'Mute for a day',
    unmute: 'Tell me again',
    forget: 'Delete everything of me',
    moreBy: (span: string) => `+${span}`,
    moreAll: (span: string) => `+${span}, all there is`,
  },

  /** Of the menus on a person and on a message: up to 32 characters. */
  menus: {
    clipLast: 'Clip last 2 min',
    trim: 'Trim',
    save: 'Save to library',
  },

  /** Titles and labels of forms: up to 45 characters. */
  forms: {
    rename: 'Rename this clip',
    title: 'Title',
    megabytes: 'Megabytes (empty: no limit)',
  },

  /** Offered while an option is typed; the typed values are understood whatever their case. */
  choices: {
    last: (span: string) => `the last ${span}`,
    all: 'all',
    weight: (megabytes: number) => (megabytes < 1 ? 'under 1 MB' : `about ${megabytes} MB`),
    lastMark: (which: string) => `my last mark (${which})`,
    lastClip: (when: string) => `the end of my last clip (${when})`,
    neverUsed: 'never used',
    lastUsed: (day: string) => `last used on ${day}`,
    untitled: 'Without a title',
    minutesAgo: (count: number) => `${count} min ago`,
    hoursAgo: (count: number) => `${count} h ago`,
    daysAgo: (count: number) => `${count} d ago`,
    /** What stands for the last mark, and for the end of the last clip. */
    typedMark: ['last mark', 'mark'],
    typedClip: ['last clip', 'clip'],
  },

  /** The bot itself. */
  bot: {
    noCommand:
      'I do not know this command (any more). Load Discord anew, and take one that it offers after /.',
    tooLate: 'I did not answer in time, so Discord took your command back. Try it again.',
    noButton: 'I do not know this button (any more). Use those below a newer clip.',
    broken: (id: string) => `Something went wrong here. In the log it is ${id}.`,
    brokeOff: 'I was stopped in the middle of this. Look whether it is done, or try again.',
    storeAway: "Hindsight's database does not answer just now. Try it again in a minute.",
    notInTime: 'I did not get to it in time, so nothing was done. Try it again in a minute.',
    noDm: 'I could not send you this as a direct message. To get them, open the menu of a server that we share on Discord, choose "Privacy Settings" and switch "Direct Messages" on.',
    thisServer: 'this server',
    yourself: 'you',
    directMessages: 'direct messages',
    mayNotPost: (channel: string, right: string) =>
      `I may not post clips in #${channel}. Somebody who manages the server has to give me the right "${right}" there; or use \`to: dm\`.`,
    personalLink: 'This link is yours alone, works once and for ten minutes.',
    shareLink: (span: string) =>
      `While you share, the last ${span} are kept, so that you can \`/clip\` them here.`,
    consentAsked:
      'Before you share here for the first time, the page tells what is kept, for how long and who may clip it, and asks whether you agree.',
    libraryLink: 'Behind it you watch, rename, trim, share and delete your clips.',
  },

  /** /replay mark, /replay status, /replay stop. */
  replay: {
    marked: (called: string, when: string) =>
      `Marked${called} at ${when}. \`/clip from:last mark\` posts what happens from here on.`,
    notJustNow: 'Nothing of yours is being recorded just now. `/replay start` begins.',
    nothing: 'Nothing of yours is being recorded. `/replay start` begins.',
    waits: (channel: string, place: number) =>
      `Your screen share in ${channel} waits for a free recorder: number ${place}.`,
    recorded: (channel: string, since: string) =>
      `Your screen share in ${channel} is recorded since ${since}.`,
    lastFailed: (why: string) => `The last recording failed: ${why}`,
    canBeClipped: (span: string) => `${span} can be clipped.`,
    nothingYet: 'There is nothing to clip yet.',
    sharesToo: (person: string, channel: string, since: string) =>
      `${person} shares in ${channel} since ${since}.`,
    sharesForYou: (person: string, channel: string, since: string) =>
      `${person} shares in ${channel} since ${since}; \`/clip of:\` clips them.`,
    moreShare: (count: number) => `${count} more share here.`,
    livekitSilent: 'LiveKit does not answer, so the recording ends as soon as it does.',
    stopped: (span: string) =>
      `Your recording is stopped and stays so until \`/replay start\`. What was recorded can still be clipped for ${span}.`,
  },

  /** API keys. */
  keys: {
    eitherOr: 'Either `name` for a new key or `revoke`, not both.',
    revoked: (name: string) =>
      `The key **${name}** is revoked. Nothing can be done with it any more.`,
    issued: (name: string) => `Your new key **${name}**. It is shown only now, so copy it:`,
    use: (url: string, until: string) =>
      `Programs send it as \`Authorization: Bearer …\` to ${url}. Whoever has it can start and stop your recordings, and clip and post what is buffered of you, so treat it like a password. It is good until ${until}; \`/replay key revoke:\` ends it sooner.`,
    none: 'You have no API keys. `/replay key name:stream deck` makes one.',
    yours: 'Your API keys:',
    neverUsed: 'never used',
    lastUsed: (when: string) => `last used ${when}`,
    one: (name: string, used: string, made: string, until: string) =>
      `- **${name}**: ${used}, made ${made}, good until ${until}`,
    howToEnd: '`/replay key revoke:` ends one of them.',
    taken: (name: string) => `You have a key called "${name}". Revoke it, or choose another name.`,
    tooMany: (most: number) =>
      `You have ${most} keys, and nobody can have more. Revoke one of them: \`/replay key revoke:\`.`,
    noSuch: (name: string) => `You have no key called "${name}". \`/replay key\` lists them.`,
    invalid: 'This API key is not valid (any more). `/replay key` in Discord gives a new one.',
  },

  /** What of the buffer is asked for, and as what. */
  asked: {
    noDuration: (typed: string) => `"${typed}" is no length of time. Try 2m, 90s, 1m30s or 1:30.`,
    noClipYet: 'Nothing that is still kept has been clipped of you yet. Try `duration:`.',
    noMark: 'You have no mark that is still kept. `/replay mark` sets one while you play.',
    noMoment: (typed: string) =>
      `"${typed}" is none of your marks and no length of time. Take one that is offered, or 5m, 90s, 1:30.`,
    fromBeforeTo: '`from` has to be before `to`: from:5m to:3m, say.',
    tooShort: 'A clip has to be at least a second long.',
    onlyLast: (span: string) => `Only the last ${span} are kept.`,
    linkIsVideo: 'A link leads to the clip as a video: leave out `quality` or `format`.',
    libraryHasVideos: 'The library keeps videos: leave out `format`, or have it posted.',
    gifTooLong: (seconds: number) =>
      `A GIF can be 15 seconds long, not ${seconds}. Take \`duration:15s\`, or \`format:mp4\`.`,
    nothingBuffered:
      'Nothing of yours is buffered there. Share your screen by `/replay start` first.',
    nothingOfTheirs:
      'Nothing of theirs that you may clip is buffered there. They have to share first.',
    notThereYet:
      'What is being recorded has not arrived yet where clips are made of it. Try again in a minute.',
    storageAway:
      'The storage that keeps the recordings does not answer just now. Try again in a minute; what was recorded is not lost.',
    title: (wrong: string) => `The title ${wrong}. Type another one.`,
    nothingRecorded: 'Nothing was recorded in that time.',
    nothingToMark: 'Nothing of yours is buffered that could be marked. Share your screen first.',
    noSuchMark: 'There is no such mark, or it is not yours.',
    noSharer: (typed: string) =>
      `Nobody called "${typed}" shares here and lets you clip them. Take one of those that are offered, or leave \`of\` out for your own share.`,
    othersLibrary:
      'A clip of somebody else lies in their library, not in yours: choose `to:here` or `to:dm`.',
    othersVisibility:
      'A clip of somebody else lies in their library: have it posted, and leave out `visibility`.',
    mayNotClip:
      'They share nothing here that you may clip. Who shares decides on the share page who may clip them.',
    noClipCalled: 'You have no clip of that name. Take one that is offered.',
  },

  /** Making a clip fit where it goes. */
  fit: {
    tooLong: 'The clip is too long to fit there and still be watchable. Try a shorter one.',
    gif: 'This clip is too long or too lively to fit there as a GIF. Take a shorter one, or `format:mp4`.',
    noSound:
      'This clip has no sound. Share a tab or the whole screen with "Also share audio" on, or take `format:mp4`.',
    soundTooLong: 'The sound of this clip is too long to fit there. Try a shorter clip.',
    tooLargeInFull: 'The clip is too large to be posted there in full quality.',
    notEvenASecond: 'Not even a second of it fits there.',
  },

  /** How an order stands. */
  steps: {
    turn: 'Waiting for its turn …',
    waiting: 'Waiting for the last seconds …',
    queued: (place: number) => `Place ${place} in the queue …`,
    cutting: (percent: string) => `Cutting${percent} …`,
    shrinking: (megabytes: number, percent: string) => `Shrinking to ${megabytes} MB${percent} …`,
    gif: (percent: string) => `Making a GIF${percent} …`,
    sound: (percent: string) => `Taking the sound${percent} …`,
    posting: 'Posting …',
    percent: (percent: number) => `, ${percent} %`,
    laterInPlace: 'This takes longer: it will take the place of the shorter one.',
    later: {
      here: 'This takes longer: it will come as a message of its own.',
      dm: 'This takes longer: it will come as a direct message.',
      library: 'This takes longer: you will get a direct message when it is in your library.',
    },
  },

  /** What came of an order. */
  outcomes: {
    inDms: 'It is in your direct messages.',
    inChannel: 'It is in a message of its own.',
    inLibrary: 'It is in your library.',
    inLibraryAt: (page: string) => `It is in your library: [watch it](${page}).`,
    posted: 'It is posted.',
    dmInstead: 'I could not post it where you asked for it.',
    inPlace: 'The longer clip is in the place of the shorter one.',
    deletedMeanwhile: 'The message whose clip it should replace was deleted meanwhile.',
    answerInstead: 'I could not send you a direct message. It is in the answer to your command.',
    notPosted: 'Your clip could not be posted.',
    othersNotPosted: 'It could not be posted.',
    notPostedHere: (person: string) => `${person}, this clip could not be posted here.`,
    notPostedKept: 'It could not be posted, so it is in your library.',
    broken: (id: string) => `Your clip could not be made. Try again; in the log it is ${id}.`,
    notMadeHere: (person: string) => `${person}, this clip could not be made.`,
    failedDm: (why: string) => `**Your clip** · ${why}`,
    cancelled: 'Cancelled.',
    cancelledBy: (person: string) => `${person} cancelled this clip.`,
    wasCancelled: 'It was cancelled.',
    brokeOff: 'Hindsight broke off several times over it.',
    noDm: 'I could not send you a direct message: on Discord, open the menu of a server that we share, choose "Privacy Settings" and switch "Direct Messages" on; or choose a channel.',
    gone: 'This clip is not there any more, so it can not be posted.',
    deleted: 'This clip was deleted meanwhile, so it goes nowhere.',
    noDmSoHere: 'I could not send you a direct message, so here it is.',
    notThereSoHere: 'I could not post it where you asked for it, so here it is.',
  },

  /** Why Discord did not do what it was asked to. */
  discord: {
    channelGone: 'The channel was deleted, or I am not on its server any more.',
    messageGone: 'The message was deleted meanwhile.',
    answerOver: 'The time for an answer to your command was over. Try it again.',
    answerOnly:
      'I am not in that channel, so nothing but an answer within 15 minutes can be posted there. Try a shorter clip.',
    wornOut: 'An old message can be changed only so often.',
    dmRefused:
      'You take no direct messages from me. On Discord, open the menu of a server that we share, choose "Privacy Settings" and switch "Direct Messages" on.',
    dmNoServer:
      'We share no server, so I can not write to you. Join one that I am on, and switch "Direct Messages" on in its "Privacy Settings".',
    dmTooFast: 'Discord does not let me open a direct message just now. Try again in some minutes.',
    tooLarge: 'It is too large for that place.',
    takesNone: 'That channel takes no messages.',
    tooMany: 'Where I am not on the server, I can only send a few messages after your command.',
    hidden:
      'I do not see that channel. Somebody who manages the server has to give me the right "View Channel" there.',
    forbidden:
      'I lack a right in that channel. Somebody who manages the server has to let me send messages and attach files there.',
    noHistory:
      'I lack a right in that channel. Somebody who manages the server has to give me the right "Read Message History" there.',
    refused: 'Discord did not accept the message.',
    autoModerated:
      'The rules of that server (AutoMod) blocked the message. Try another title, or ask somebody who manages the server.',
    closed: 'The thread is archived or locked. Somebody who manages threads can open it again.',
    busy: 'Discord does not answer just now. Try again soon.',
  },

  /** What people are told unasked, by direct message. */
  alerts: {
    times: (count: number) => `That was ${count} times in a short while.`,
    muted: (until: string) =>
      `Until ${until} I send you no direct messages by myself. What comes of your own commands you are told all the same; the rest comes with your next command. \`/replay status\` ends it.`,
    unmuted: 'You are told by direct message again.',
    mutedUntil: (until: string) => `Direct messages from me are muted until ${until}.`,
    wereMuted: 'You have muted direct messages from me. `/replay status` ends it.',
  },

  /** Orders as such. */
  orders: {
    tooManyAtOnce: (most: number, running: string) =>
      [
        `${most} of your clips are still being made, as many as anybody can have at once.`,
        ...(running ? [`First come ${running}.`] : []),
        'The next one can be asked for as soon as one of them is done.',
      ].join(' '),
    /** One of those; the step is a sentence of its own elsewhere. */
    running: (name: string, step: string) => `“${name}” (${step.replace(/[.…]+$/, '')})`,
    tooManyInWindow: (most: number, window: string, wait: string, running: number) =>
      `You have asked for ${most} clips within ${window}, as many as anybody can; ${
        running > 0 ? `still being made: ${running}` : 'all of them are done'
      }. The next one can be asked for in ${wait}.`,
    serverTooManyAtOnce: (running: number) =>
      `${running} clips of this server are being made, as many as one server can have at once. The next one can be asked for as soon as one of them is done.`,
    serverTooManyInWindow: (most: number, window: string, wait: string) =>
      `${most} clips were asked for on this server within ${window}, as many as one server can have. The next one can be asked for in ${wait}.`,
    queueFull: (waiting: number) =>
      `${waiting} clips are waiting to be made already. Try again in a minute.`,
    noRenderer:
      'Nothing that makes clips is running at the moment. Whoever runs Hindsight has to start a process with ROLES=worker. Then ask again.',
    noSuch: 'There is no such order, or it is not yours.',
    notCancelled: {
      'not yours': 'Only who asked for this clip can cancel it.',
      'too late': 'It is being posted already.',
      over: 'There is nothing to cancel any more: this clip was posted, failed or was cancelled before.',
    },
  },

  /** Under a posted clip. */
  post: {
    about: (person: string, span: string, from: string, to: string) =>
      `${person} · ${span} · ${from} to ${to}`,
    by: (person: string) => `Posted by ${person}`,
    allThatIs: (asked: string) => `${asked} was asked for; this is all that is buffered.`,
    endInFull: (shown: string, whole: string) =>
      `Only the last ${shown} of ${whole} fit here in full quality.`,
    endWatchable: (shown: string, whole: string) =>
      `Only the last ${shown} of ${whole} fit here and are still worth watching.`,
    encodedAgain: (megabytes: number) =>
      `Encoded again to fit the ${megabytes} MB that can be posted here.`,
    encodedAgainAt: (size: string, megabytes: number) =>
      `Encoded again at ${size} to fit the ${megabytes} MB that can be posted here.`,
    noLink: 'A link would open for nobody else: Hindsight has no public address.',
    tooLarge: 'Too large to be posted here, so here is a link.',
    trimGone: 'This clip is not kept any more, so there is nothing to trim.',
    trimNotYours: 'Only whose screen it shows, or who asked for it, can trim this clip.',
  },

  /** What comes of the buttons below a posted clip, and of the menus. */
  pressed: {
    gone: 'This clip is not kept any more.',
    noClipHere: 'There is no clip of mine in this message.',
    private: 'This clip is private, and only a part of it is shown here.',
    privateNotKept:
      'This clip is private, and only a part of it is shown here, so it can not be kept.',
    saveGone: 'This clip is not kept any more, so it can not be saved.',
    saved: 'Saved: it is in your library, and stays there until you delete it.',
    savedBefore: 'It is in your library already, and stays there until you delete it.',
    onItsWay: 'It is on its way to you already.',
    howMuchMore: 'How much earlier should it begin? The longer clip takes its place.',
    moreTwice: 'It is being made longer already.',
    moreOther: 'That message is gone, or shows another clip by now.',
    moreNotYours: 'Only whose screen it shows, or who asked for it, can make this clip longer.',
    morePassed: 'What was before this clip is not buffered any more, so it can not begin earlier.',
    moreGif: 'A GIF holds 15 s at most. Make it longer as a video, by `/clip`.',
    called: (title: string) => `In your library it is called **${title}** from now on.`,
    untitled: 'In your library it has no title any more.',
    deleteAsked: 'Delete this message and the clip?',
    deleteNotYours:
      'Only whose screen it shows, who asked for it, or somebody with the right "Manage Messages" here can delete this clip.',
    deleteNotHere: 'Discord does not let me delete this message, as I am not in this channel.',
    deleteInLibrary: 'You can delete the clip in your library.',
    deleteByHand: 'You manage messages here, so delete it by its own menu on Discord.',
    deleteAskManager: 'Somebody who manages messages here can delete it on Discord.',
    deleted: 'The message and the clip are deleted.',
    deletedGone: 'The message is deleted; the clip was gone before.',
    deletedNotTheirs: 'The message is deleted. The clip is still in its owner’s library.',
    deletedDm: (person: string, channel: string) =>
      `**Your clip** · ${person}, who manages messages in ${channel}, deleted a clip of yours there.`,
    asItIs: 'Everything stays as it is.',
  },

  /** What a sharer is told of a clip that somebody else made, and what comes of deleting it. */
  clipped: {
    here: (person: string, span: string, until: string, channel: string) =>
      `${person} has clipped ${span} of your screen share, up to ${until}. It is posted in ${channel}. Who may clip you is settled on the share page: \`/replay start\`.`,
    dm: (person: string, span: string, until: string) =>
      `${person} has clipped ${span} of your screen share, up to ${until}. They got it by direct message. Who may clip you is settled on the share page: \`/replay start\`.`,
    withdrawn: 'The clip is deleted, and so is its message.',
    messageLeft:
      'The clip is deleted here, but I could not delete its message on Discord. Somebody who manages that server can.',
  },

  /** What a server allows. */
  rules: {
    mayNotShare:
      'On this server only members with certain roles may share their screen. Somebody who manages the server can give you one of them.',
    mayNotClip:
      'On this server only members with certain roles may clip. Somebody who manages the server can give you one of them.',
    otherChannel:
      'On this server Hindsight may not be used in that channel. Choose another one, or ask somebody who manages the server.',
    full: (megabytes: number) =>
      `The clips of this server take the ${megabytes} MB that they may. Delete some in your library (\`/replay library\`), or ask somebody who manages the server for more.`,
    onlyLast: (span: string) => `Only the last ${span} are kept on this server.`,
  },

  /** /replay settings. Labels of settings have up to 45 characters, what can be chosen up to 100. */
  settings: {
    noServer: 'Settings belong to a server that I am on. Type this there.',
    notManager:
      'Only who may manage this server sees and changes its settings: ask for the right "Manage Server".',
    gone: 'I do not know this setting any more. `/replay settings` shows those that there are.',
    heading: (server: string) => `**Settings of ${server}**`,
    change: 'Change …',
    labels: {
      shareRoles: 'Who may share',
      clipRoles: 'Who may clip',
      deleteRoles: 'Who may delete clips of others',
      channels: 'Channels',
      windowMs: 'How far back one can clip',
      delivery: 'How clips are posted',
      postedKeptMs: 'How long posted clips stay in the library',
      quotaBytes: 'Space for clips',
      language: 'Language',
    },
    everybody: 'everybody',
    nobody: 'nobody',
    everywhere: 'all',
    wholeWindow: (span: string) => `as far as here is possible: ${span}`,
    asFile: 'as a file',
    asLink: 'as a link',
    usualKept: (span: string) => `as long as is usual here: ${span}`,
    notKept: 'not at all',
    days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
    allSpace: 'as much as there is',
    noMegabytes: (typed: string, most: number) =>
      `"${typed}" is no number of megabytes. Take a whole number from 1 to ${most}, or nothing for as much as there is.`,
    discords: "the server's on Discord",
  },

  /** /replay forget and /replay export. */
  people: {
    forgetAsked: (remains: string) =>
      `This ends your share and deletes everything that is kept of you, on every server: what is buffered, your clips and marks, your settings, sign-ins and API keys. It can not be undone; \`/replay export\` gives you a copy first. ${remains}`,
    remains:
      'What was posted on Discord stays there until you, or somebody who manages the server, deletes the messages; so do clips that you made of other people, which are theirs.',
    forgotten: 'Everything that was kept of you is deleted.',
    forgottenClips: (count: number) =>
      `Everything that was kept of you is deleted, ${count === 1 ? '1 clip' : `${count} clips`} among it.`,
    messagesLeft: (count: number) =>
      `On Discord, ${count === 1 ? '1 message' : `${count} messages`} with clips of yours can still be there.`,
    stopsKnown:
      'Known stays only where you stopped a recording, so that none begins there by itself, and what Hindsight noted in its log.',
    stillRecorded:
      'Your share could not be ended, because LiveKit does not answer: close the share page, and use `/replay forget` again in a minute.',
    exported:
      'This is what is kept of you. Each clip has the link under which you watch it and save its video; whoever has that link can, too, so keep the file to yourself.',
  },

  /** What the sharer is told of a recording. */
  shares: {
    failed: (channel: string, why: string) =>
      `**Your screen share** in ${channel} is not being recorded: ${why} Stop sharing on the page and share again; \`/replay start\` gives a new link. What was recorded before can still be clipped.`,
    failing: (channel: string, why: string) =>
      `**Your screen share** in ${channel} is not being recorded: ${why} It is tried again by itself, and you are told when it works; keep the page open. What was recorded before can still be clipped.`,
    interrupted: (channel: string, since: string) =>
      `**Your screen share** in ${channel} is interrupted: the LiveKit server has not answered since ${since}, so nothing may be recorded now. It goes on by itself when LiveKit is back; keep the page open. What was recorded before can still be clipped.`,
    resumed: (channel: string, from: string, to: string, why: string) =>
      `**Your screen share** in ${channel} is being recorded again. From ${from} to ${to} there is nothing to clip: ${why} What was recorded before can still be clipped.`,
    unstored: (channel: string, since: string) =>
      `**Your screen share** in ${channel} is being recorded, but the storage that keeps the recordings has not answered since ${since}. What is recorded waits and is put there once it is back; until then \`/clip\` may not find it. Keep the page open. Tell whoever runs Hindsight if this lasts.`,
    storedAgain: (channel: string) =>
      `**Your screen share** in ${channel}: the storage is back, and everything that waited is there. It can be clipped again.`,
    voiceFailed: (channel: string, why: string) =>
      `Your microphone is not recorded beside your share in ${channel}; the share itself goes on. ${why} Switch the microphone off and on again on the share page to try once more.`,
    waiting: (channel: string, place: number, why: string) =>
      `**Your screen share** in ${channel} is not recorded yet: ${why} Keep the page open. You are number ${place} in the queue, and it begins by itself; \`/replay status\` tells how it stands.`,
    consentFirst:
      'Before you share on this server, read on the page what is kept of it. Load the page again and share.',
    noActive: 'You have no active recording.',
    roomIs: (room: string) => `The room of that channel is ${room}.`,
    othersShare: "That is somebody else's share.",
    othersSound: "That is somebody else's sound.",
    shareGone: 'That share is not published (any more).',
    soundGone: 'That sound is not published (any more).',
    otherTab: 'Another tab or device of yours shares since then. Share again to take it back.',
  },

  /** When there is not room for all that is recorded. */
  disk: {
    shorter: (kept: string, usual: string, why: string) =>
      `**Your replay buffer** is shorter than usual: just now you can clip about the last ${kept} instead of ${usual}. ${why} It grows again by itself as soon as there is room, and you are told when it is whole; \`/replay status\` tells how it stands.`,
    whole: (usual: string) =>
      `**Your replay buffer** is whole again: the last ${usual} can be clipped, as soon as you have shared for so long.`,
    now: (kept: string, usual: string, why: string) =>
      `Just now only the last ${kept} are kept instead of ${usual}. ${why}`,
    because: {
      disk: 'The disk that keeps the replay buffer is almost full.',
      all: 'All recordings together take the space that they may.',
      person:
        'Your recordings take the space that one person may. In a lower quality, more is kept.',
      server: 'The recordings of your server take the space that they may.',
    },
    clipReadOnly:
      'The disk that keeps clips cannot be written to, so this one could not be made. Ask whoever runs Hindsight to look at it, and order it once more.',
    clipFull:
      'The disk that keeps clips is full, so this one could not be made. Ask whoever runs Hindsight to make room, and order it once more.',
  },

  /** Why something is not recorded. Kept with the recording in English: `translated` says them in other languages. */
  faults: {
    notStarted: 'The recording could not be started.',
    triedAgain: 'The recording could not be started. It is tried again.',
    brokeOff: 'The recording broke off.',
    ended: 'The recording ended by itself.',
    livekitAway: 'The LiveKit server was away.',
    lostLivekit: 'The recorder had lost its connection to the LiveKit server.',
    lostOnTheWay:
      'The pictures of your browser did not arrive: its connection was away, or too slow for them.',
    restarted: 'The recorder was restarted.',
    noVoice: 'Nothing of your microphone arrived any more.',
    soundCame: 'It began anew to take up the sound.',
    noPictureAnyMore: 'No picture of the share arrived any more.',
    noPicture:
      'No picture arrives from your screen share. If it stays so, stop sharing and share again; if that does not help, the media ports of LiveKit are not open.',
    tooBusy:
      'The computer that runs Hindsight was too busy to record it. If that happens again, ask whoever runs it to let it do less at once.',
    diskSlow:
      'The disk that keeps the replay buffer is too slow for all that is recorded. Ask whoever runs Hindsight for a faster one.',
    diskFull:
      'The disk that keeps the replay buffer is full. Ask whoever runs Hindsight to make room.',
    noRoomOnDisk:
      'The disk that keeps the replay buffer is almost full, and what is left is for the shares that run already. Try again in some minutes, or ask whoever runs Hindsight to make room.',
    noRoomForAll:
      'The shares that run already take all the space that recordings may. Try again when one of them has ended, or ask whoever runs Hindsight for more.',
    noRoomForPerson:
      'Your other recordings take all the space that one person may. Try again in some minutes, or ask whoever runs Hindsight for more.',
    noRoomForServer:
      'The other recordings of this server take all the space that they may. Try again when one of them has ended, or ask whoever runs Hindsight for more.',
    diskReadOnly:
      'The disk that keeps the replay buffer cannot be written to. Ask whoever runs Hindsight to look at it.',
    vp8Slow:
      'Your browser sends VP8, and the computer that runs Hindsight does not keep up with converting it. Share from a browser that sends H.264, such as Chrome or Edge.',
    vp8Broken:
      'Your browser sends VP8, and what converts that on the computer that runs Hindsight broke down. Share from a browser that sends H.264, such as Chrome or Edge.',
    tooManyPixels:
      'Your screen share has more pixels than can be recorded, which are 4096x2304. Share from the share page, which makes large screens smaller, or share a smaller window.',
    sizesChange:
      'The size of your screen share changes too often to be recorded. Share the whole screen, or leave the window as large as it is.',
    noKeyframes:
      'Your browser sends only what changes, and no whole pictures to begin a recording with. Stop sharing and share again, from an up-to-date Chrome or Edge.',
    encrypted:
      'Your screen share is end-to-end encrypted, so nobody can record it. Switch encryption off and share again.',
    codec: (codec: string) =>
      `Your browser sends ${codec}, and only H.264 and VP8 can be recorded. Share again from the share page with an up-to-date Chrome or Edge.`,
    recorderFull:
      'The computer that runs Hindsight already records as many shares as it can. If that happens again, ask whoever runs it for more room.',
    egressBusy: 'No recorder is free: every LiveKit Egress worker is busy, or none is running.',
    egressGone: 'The shared screen was gone before its recording began. Share it again.',
    egressDiskFull: 'The disk for recordings is full. Whoever runs Hindsight has to make room.',
    egressReadOnly:
      'The recorder may not write to its folder. Whoever runs Hindsight has to give it the right.',
    egressUpload:
      'The recorder could not upload to the storage for recordings. Whoever runs Hindsight has to look at whether it can be reached, and at its keys.',
    egressKilled: 'The recording machine had too much to do and gave the recording up.',
    egressSilent: 'The recorder (LiveKit Egress) no longer answers.',
    egressBroken: 'The recorder (LiveKit Egress) broke down.',
  },

  /** Previews, on the page where clips are trimmed. */
  previews: {
    letGo: 'This preview was let go. Open it again.',
    tooMany: 'Three previews of yours are just being opened. Try again when they are.',
    tooShort: 'A clip is at least one second long. Select some more of it.',
    outside: 'That range is not in this preview. Select a part of what it shows.',
    stopping: 'Hindsight is being stopped just now. Try again in a minute.',
    notTheirs:
      'Only the person whose screen it shows can make a new clip of it. You can watch it, and ask them.',
  },

  /** What somebody is told of whose clip others deleted. */
  deleted: {
    bySharer: (count: number) =>
      count === 1
        ? 'A clip that you had saved is gone: its sharer deleted it.'
        : `${count} clips that you had saved are gone: their sharer deleted them.`,
    byRole: (person: string, channel: string) =>
      `**Your clip** · ${person}, who has a role for it, deleted a clip of yours in ${channel}.`,
  },

  /** Clips in the library, and who may do what with them. */
  clips: {
    noSuch: 'There is no such clip, or it is not yours.',
    noFile: 'There is no such file.',
    noPoster: 'This clip has no poster.',
    storageAway:
      'The storage for clips does not answer right now, so nothing can be kept there or fetched from it. Try again in a few minutes; whoever runs this server finds the reason in its log.',
    copyIsPrivate: 'This clip shows the screen of somebody else, who alone can make it public.',
    madeInDm:
      "This clip can't be public. It was made in a direct message, so there is no server whose members could watch it.",
    notOnServer:
      "This clip can't be public. You are not a member of its server any more, or I am not there.",
    directMessages: 'Direct messages',
    noCursor: (cursor: string) => `"${cursor}" is not where a page ended.`,
  },

  /** Where somebody may post, and what they may join. */
  places: {
    notThere: 'That channel is not there, or I am not on its server.',
    takesNone: (channel: string) =>
      `#${channel} takes no messages. Clips go into text and announcement channels, threads and forum posts, the chats of voice and stage channels, and direct messages: choose one of those.`,
    threadClosed: (channel: string) =>
      `The thread #${channel} is archived or locked, so nothing can be posted there. Somebody who manages threads can open it again; or choose another channel, or \`to: dm\`.`,
    notMine:
      'I am not in this channel myself, so I can only answer commands here. A clip that is posted can not be changed: type `/clip` for a longer one.',
    youMayNot: (channel: string, right: string) =>
      `You may not post files in #${channel}: you lack the right "${right}" there. Somebody who manages the server can give it to you; or choose another channel.`,
    iMayNot: (channel: string, right: string) =>
      `I may not post files in #${channel}. Somebody who manages the server has to give me the right "${right}" there; or choose another channel.`,
    /** As Discord calls them. */
    rights: {
      ViewChannel: 'View Channel',
      SendMessages: 'Send Messages',
      SendMessagesInThreads: 'Send Messages in Threads',
      AttachFiles: 'Attach Files',
      EmbedLinks: 'Embed Links',
      Connect: 'Connect',
    },
    mayNotJoin:
      'That channel is not there for you, or I am not on its server. Somebody who manages the server can give you the right to join it.',
    chooseFirst: 'Choose a channel first.',
    anotherChannel: 'You are signed in for another channel.',
    yourself: 'you',
    aServer: 'a server',
    directMessages: 'direct messages',
  },

  /** Signing in. */
  signIn: {
    needed: 'You are not signed in. Type /replay start or /replay library in Discord for a link.',
    replayed:
      'An old sign-in of this browser was used again, so it was ended to be safe. Sign in again.',
    linkOver:
      'This link was used already or is older than ten minutes. Type /replay start or /replay library in Discord for a new one.',
    somebodyElse: (here: string, other: string) =>
      `You are signed in as ${here} in this browser, and this link is for ${other}. Sign out first if that is you; the link stays good.`,
    notSetUp:
      'Signing in with Discord is not set up here. Type /replay library in Discord for a link.',
    pagesAlone: 'This is for the pages alone. With an API key, use what docs/api.md lists.',
  },

  /** Requests as such. */
  http: {
    nothingHere: 'There is nothing at this address.',
    broken: (id: string) => `Something went wrong here. It is in the log as ${id}.`,
    brokenTryAgain: 'Something went wrong here. Try again.',
    notRight: (where: string) => `The request is not right: ${where}.`,
    needsObject: 'it needs a JSON object as its body',
    tooLarge: (kilobytes: number) => `That is too much for one request: ${kilobytes} KB at most.`,
    malformed: 'The request is not right: look at its address and headers.',
    sayWhatToChange: 'The request is not right: say what to change.',
    needsChannel: 'The request is not right: channelId: is needed to post into a channel.',
    tooManyStreams: (most: number) =>
      `You have ${most} pages or programs open that listen already. Close some of them.`,
    discordAway: 'Discord does not answer just now. Try again soon.',
    livekitAway: 'LiveKit does not answer just now. Try again soon.',
    tooOften: (time: string) => `That was tried too often just now. Try again in ${time}.`,
    otherSite: 'This request came from another site.',
    notBuilt: 'The pages are not built. Run `npm run build:pages`.',
    noPicture: 'There is no such picture.',
    measuring: 'Your connection is being measured already. Try again in a moment.',
    tooSlow: 'That took too long to upload.',
    tooMuch: 'That is more than is needed to measure: 2 MB at most.',
    uploadBroke: 'The upload broke off.',
  },

  /** What a field of a request should be. Schemas have them in English: `translated` says them in other languages. */
  fields: {
    text: 'has to be a text',
    longest: (most: number) => `has to be at most ${most} characters long`,
    noControls: "can't have line breaks or control characters",
    tooLong: 'is too long',
    visibility: 'has to be private or public',
    onlyTrue: 'can only be true',
    clipId: "is not a clip's id",
    clipIds: "has to be a list of clips' ids",
    someClip: 'has to name a clip',
    mostClips: (most: number) => `has to be at most ${most} clips at once`,
    discordId: "has to be a Discord id, '123...'",
    oneSource: 'name either it, or sinceMark, or preview with fromMs and toMs',
    withPreview: 'is needed with preview',
    limit: (most: number) => `has to be a whole number from 1 to ${most}`,
    scope: 'has to be mine or public',
    oneOf: (list: string) => `has to be one of ${list}`,
    listed: (list: string) => `has to be ${list}`,
    previewOf: 'it needs either "of": "buffer" or a clipId',
  },

  /** A clip's own page. */
  clipPage: {
    untitled: (length: string) => `A clip of ${length}`,
    download: 'Download',
    cantPlay: 'Your browser can’t play this clip. Download it instead.',
    recorded: 'Recorded',
    length: 'Length',
    size: 'Size',
    none: 'There is no clip here',
    noneTitle: 'No clip here',
    why: 'It was deleted, or its link was revoked, has ended or is not whole. Ask whoever sent it for a new one.',
    privacy: 'Privacy',
    whatIsThis: 'Instant replay for Discord',
  },
};
