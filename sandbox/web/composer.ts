import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Completions, post } from './api.ts';

interface Props {
  as: string;
  channelId: string;
  label: string;
  typing: string;
}

const NONE: Completions = { suggestions: [], hint: '' };

/** The message box. A slash brings up commands, options and the bot's own suggestions. */
export function Composer({ as, channelId, label, typing }: Props) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(NONE);
  /** The suggestion picked with the arrow keys; -1: none, Enter sends. */
  const [picked, setPicked] = useState(-1);
  const [error, setError] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const { suggestions, hint } = found;

  useEffect(() => {
    setPicked(-1);
    if (!text.startsWith('/')) return setFound(NONE);
    let stale = false;
    const timer = setTimeout(async () => {
      const order = { as, channel: channelId, text };
      const fresh = await post<Completions>('completions', order).catch(() => NONE);
      if (!stale) setFound(fresh);
    }, 80);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, as, channelId]);

  useEffect(() => box.current?.focus(), []);

  const accept = (i: number) => {
    const chosen = suggestions[i];
    if (chosen) setText(chosen.text);
    box.current?.focus();
  };

  const send = async () => {
    const content = box.current!.value.trim();
    if (!content) return;
    setError('');
    setText('');
    setFound(NONE);
    const command = content.startsWith('/');
    try {
      const order = { as, channel: channelId, ...(command ? { command: content } : { content }) };
      await post(command ? 'commands' : 'messages', order);
    } catch (reason) {
      setText((now) => now || content);
      setError((reason as Error).message);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const many = suggestions.length;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (many && step) {
      event.preventDefault();
      setPicked((picked + step + many + (picked < 0 && step < 0 ? 1 : 0)) % many);
    } else if (many && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      accept(Math.max(picked, 0));
    } else if (event.key === 'Escape') {
      setFound(NONE);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      // "/cl" is no command yet, so Enter completes it.
      const unfinished =
        /^\/\S*$/.test(text) && many > 0 && suggestions.every((one) => one.label !== text);
      if (picked >= 0 || unfinished) accept(Math.max(picked, 0));
      else void send();
    }
  };

  return h('div', { class: 'composer' }, [
    error && h('p', { class: 'error', role: 'alert' }, error),
    (suggestions.length > 0 || hint) &&
      h('div', { class: 'suggestions' }, [
        hint && h('div', { class: 'hint' }, hint),
        h(
          'ul',
          { id: 'suggestions', role: 'listbox', 'aria-label': 'Suggestions' },
          suggestions.map((one, i) =>
            h(
              'li',
              {
                key: one.label,
                id: `suggestion-${i}`,
                role: 'option',
                'aria-selected': i === picked,
                class: i === picked ? 'picked' : '',
                onMouseDown: (event: Event) => {
                  event.preventDefault();
                  accept(i);
                },
              },
              [h('strong', {}, one.label), one.description && h('span', {}, one.description)],
            ),
          ),
        ),
      ]),
    h('textarea', {
      ref: box,
      rows: 1,
      value: text,
      placeholder: label,
      'aria-label': label,
      'aria-controls': 'suggestions',
      'aria-activedescendant': picked >= 0 ? `suggestion-${picked}` : undefined,
      autocomplete: 'off',
      spellcheck: false,
      maxLength: 4000,
      onInput: (event: Event) => setText((event.target as HTMLTextAreaElement).value),
      onKeyDown,
    }),
    h('div', { class: 'typing', 'aria-live': 'polite' }, typing && `${typing} is typing…`),
  ]);
}
