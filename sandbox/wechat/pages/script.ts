/**
 * The little that pages do by themselves: telling the phone's frame that they are done,
 * the title form, the card picker. Each part acts on attributes that only its page has.
 */
export const script = `
const tell = (message) => parent.postMessage(message, '*');
const every = (selector, work) => document.querySelectorAll(selector).forEach(work);

every('[data-back]', (button) => button.addEventListener('click', () =>
  tell({ type: 'miniprogram.back', result: button.dataset.back })));
const done = document.querySelector('[data-done]');
if (done && parent !== window) setTimeout(() => tell({ type: 'miniprogram.back', result: done.dataset.done }), 1200);

every('select[data-submit]', (select) => select.addEventListener('change', () => select.form.submit()));
every('form[data-once]', (form) => form.addEventListener('submit', () =>
  setTimeout(() => form.querySelectorAll('button').forEach((button) => { button.disabled = true; }))));

const showKind = () => {
  const kind = document.querySelector('input[name=kind]:checked');
  if (kind) every('[data-kind]', (part) => {
    part.hidden = part.dataset.kind !== kind.value;
    part.disabled = part.hidden;
  });
};
every('input[name=kind]', (input) => input.addEventListener('change', showKind));
showKind();
every('[data-title]', (button) => button.addEventListener('click', () => {
  const fieldset = button.closest('fieldset');
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.title))) {
    const input = fieldset.querySelector('input[name="' + name + '"]');
    if (input && value) input.value = value;
  }
}));

const picker = document.querySelector('[data-picker]');
if (picker) {
  const chosen = () => [...picker.querySelectorAll('input:checked')].map((input) => JSON.parse(input.value));
  const submit = picker.querySelector('[data-choose]');
  const refresh = () => {
    submit.disabled = chosen().length === 0;
    submit.textContent = chosen().length === 0 ? '选择发票' : '选择发票（' + chosen().length + '）';
  };
  picker.addEventListener('change', refresh);
  refresh();
  submit.addEventListener('click', () => tell({ type: 'cards.chosen', cards: chosen() }));
  picker.querySelector('[data-cancel]').addEventListener('click', () => tell({ type: 'cards.cancelled' }));
}
`;
