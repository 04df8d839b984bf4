import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, post, type SeenMessage, type World } from './api.ts';
import { Attachment } from './attachments.ts';
import { mediaUrl } from './embed.ts';
import { block } from './markdown.ts';

interface Props {
  components: readonly any[];
  message: SeenMessage;
  world: World;
  as: string;
}

const STYLES = ['', 'primary', 'secondary', 'success', 'danger', 'link', 'premium'];

/** Buttons, menus and the layout components. */
export function Components({ components, message, world, as }: Props) {
  const [error, setError] = useState('');
  if (!components.length) return null;
  const use = (customId: string, values?: string[]) => {
    setError('');
    const order = { as, message: message.id, customId, ...(values && { values }) };
    post('components', order).catch((reason) => {
      setError(reason instanceof ApiError ? reason.message : String(reason));
    });
  };
  const inner = (list: readonly any[]): ComponentChild =>
    list.map((component, i) =>
      h(Component, { key: component.id ?? i, component, message, world, use, inner }),
    );
  return h('div', { class: 'components' }, [
    inner(components),
    error && h('p', { class: 'error', role: 'alert' }, error),
  ]);
}

interface ComponentProps {
  component: any;
  message: SeenMessage;
  world: World;
  use: (customId: string, values?: string[]) => void;
  inner: (list: readonly any[]) => ComponentChild;
}

function Component(props: ComponentProps): ComponentChild {
  const { component, message, world, inner } = props;
  switch (component.type) {
    case 1:
      return h('div', { class: 'row' }, inner(component.components));
    case 2:
      return h(Button, props);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return h(Menu, props);
    case 9:
      return h('div', { class: 'section' }, [
        h('div', {}, inner(component.components)),
        inner([component.accessory]),
      ]);
    case 10:
      return h('div', {}, block(component.content, world));
    case 11:
      return h('img', {
        class: 'thumbnail',
        src: mediaUrl(component.media.url, message),
        alt: component.description ?? '',
      });
    case 12:
      return component.items.map((item: any) => media(item.media.url, message));
    case 13:
      return media(component.file.url, message);
    case 14:
      return h('hr', {});
    default:
      return h('div', { class: 'container' }, inner(component.components ?? []));
  }
}

function media(url: string, message: SeenMessage): ComponentChild {
  const name = url.replace('attachment://', '');
  const attachment = message.attachments.find(({ filename }) => filename === name);
  return attachment
    ? h(Attachment, { key: attachment.id, attachment })
    : h('img', { src: url, alt: '' });
}

function Button({ component, use }: ComponentProps) {
  const face = [component.emoji?.name, component.label].filter(Boolean).join(' ');
  const kind = `button ${STYLES[component.style] ?? 'secondary'}`;
  if (component.url) {
    const target = { target: '_blank', rel: 'noreferrer' };
    return h('a', { class: kind, href: component.url, ...target }, [
      face,
      h('span', { 'aria-hidden': true }, ' ↗'),
    ]);
  }
  const onClick = () => use(component.custom_id);
  return h('button', { type: 'button', class: kind, disabled: component.disabled, onClick }, face);
}

function Menu({ component, world, use }: ComponentProps) {
  const several = (component.max_values ?? 1) > 1;
  const options = component.type === 3 ? component.options : choices(component.type, world);
  const choose = (event: Event) => {
    const chosen = [...(event.target as HTMLSelectElement).selectedOptions].map((one) => one.value);
    if (chosen.length) use(component.custom_id, chosen);
  };
  const placeholder = component.placeholder ?? 'Make a selection';
  return h(
    'select',
    {
      class: 'menu',
      multiple: several,
      disabled: component.disabled,
      'aria-label': placeholder,
      onChange: choose,
    },
    [
      !several &&
        h(
          'option',
          { value: '', disabled: true, selected: !options.some((one: any) => one.default) },
          placeholder,
        ),
      options.map((option: any) =>
        h('option', { key: option.value, value: option.value, selected: option.default }, [
          option.label,
          option.description && ` · ${option.description}`,
        ]),
      ),
    ],
  );
}

function choices(
  type: number,
  world: World,
): { label: string; value: string; default?: boolean }[] {
  if (type === 8) {
    const channels = world.guilds.flatMap((guild) => guild.channels);
    return channels.map(({ id, name }) => ({ label: `#${name}`, value: id }));
  }
  return world.people.map((user) => ({ label: user.global_name ?? user.username, value: user.id }));
}
