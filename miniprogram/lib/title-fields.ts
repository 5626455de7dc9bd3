import type { Title } from '../../contract/buyer';
import { perInstance } from './per-instance';
import type { Host } from './per-instance';
import { isComplete, newTitleForm, problemsOf, titleOf } from './title-form';
import type { TitleForm, TitleProblems } from './title-form';

/** What a page draws of the form of a title. */
export interface TitleFields {
  form: TitleForm;
  problems: TitleProblems;
}

export const newTitleFields = (): TitleFields => ({ form: newTitleForm(), problems: {} });

/** Problems show once going on was tried. */
const triedOf = perInstance(() => ({ tried: false }));

/** The methods of a page with the form of a title. */
export const titleFields = {
  onForm(this: Host, event: WechatMiniprogram.CustomEvent<{ form: TitleForm }>) {
    const { form } = event.detail;
    this.setData({ form, problems: triedOf(this).tried ? problemsOf(form) : {} });
  },
};

/** The title that was filled in; undefined while something is to be put right, which then shows. */
export const filledTitle = (page: Host & { data: TitleFields }): Title | undefined => {
  const problems = problemsOf(page.data.form);
  triedOf(page).tried = true;
  page.setData({ problems });
  return isComplete(problems) ? titleOf(page.data.form) : undefined;
};
