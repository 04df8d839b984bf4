import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { post, type SeenInteraction } from './api.ts';

interface Props {
  interaction: SeenInteraction;
  as: string;
}

/** The form that the bot answered with. */
export function Modal({ interaction, as }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(true);
  const [error, setError] = useState('');
  const modal = interaction.modal as any;
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open || !modal) return null;
  const fields = modal.components.flatMap((row: any) =>
    row.type === 18
      ? [{ ...row.component, label: row.label, description: row.description }]
      : (row.components ?? []),
  );
  const submit = (event: Event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target as HTMLFormElement));
    post('modals', { as, interaction: interaction.id, values })
      .then(() => setOpen(false))
      .catch((reason) => setError(reason.message));
  };
  return h(
    'dialog',
    { ref: dialog, class: 'modal', 'aria-label': modal.title, onClose: () => setOpen(false) },
    [
      h('form', { onSubmit: submit }, [
        h('h2', {}, modal.title),
        fields.map((field: any) =>
          h('label', { key: field.custom_id }, [
            h('span', {}, [field.label, field.required !== false && h('b', {}, ' *')]),
            field.description && h('small', {}, field.description),
            h(Field, { field }),
          ]),
        ),
        error && h('p', { class: 'error', role: 'alert' }, error),
        h('footer', {}, [
          h(
            'button',
            { type: 'button', class: 'button secondary', onClick: () => dialog.current?.close() },
            'Cancel',
          ),
          h('button', { type: 'submit', class: 'button primary' }, 'Submit'),
        ]),
      ]),
    ],
  );
}

function Field({ field }: { field: any }) {
  const common = {
    name: field.custom_id,
    required: field.required !== false,
    minLength: field.min_length,
    maxLength: field.max_length,
    placeholder: field.placeholder,
  };
  if (field.type === 3) {
    const options = field.options.map((option: any) =>
      h(
        'option',
        { key: option.value, value: option.value, selected: option.default },
        option.label,
      ),
    );
    return h('select', { name: field.custom_id, class: 'menu' }, options);
  }
  if (field.style === 2) return h('textarea', { ...common, rows: 4 }, field.value ?? '');
  return h('input', { ...common, type: 'text', value: field.value ?? '' });
}
