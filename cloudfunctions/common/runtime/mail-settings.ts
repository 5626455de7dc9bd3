/** What the setting MAIL_FROM says: `名称 <address>` or an address; empty where no mail is sent. */
export const mailFrom = (): string => process.env['MAIL_FROM']?.trim() ?? '';

/** Whether this project sends mail. */
export const canMail = (): boolean => mailFrom() !== '';
