import type { SavedTitle } from '../../../contract/buyer';
import { Handover } from '../../lib/handover';

/** The title that the list leaves for the page that edits it. */
export const editedTitle = new Handover<SavedTitle>();
