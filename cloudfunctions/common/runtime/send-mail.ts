import type { Failure } from './errors';
import { mailFrom } from './mail-settings';

/** A mail with files. */
export interface Mail {
  /** Stays the same when the mail is sent again: mail boxes know the double by it. */
  id: string;
  to: string;
  subject: string;
  text: string;
  files: { name: string; type: string; bytes: Uint8Array }[];
}

/** How it ended: taken by the server; surely not taken; or nobody knows, because its answer never came. */
export type MailOutcome = { is: 'sent' } | { is: 'refused' | 'unknown'; problem: Failure };

const TIMEOUTS = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000, dnsTimeout: 5000 };

const unavailable = (message: string, hint = '稍后会自动再发，无需操作'): Failure => ({
  code: 'mail_unavailable',
  message,
  hint,
  retryable: true,
});

const refusedForGood: Failure = {
  code: 'mail_refused',
  message: '收件邮箱拒收了这封邮件',
  hint: '请核对邮箱地址，或换一个邮箱',
  retryable: false,
};

interface SmtpError {
  code?: string;
  syscall?: string;
  responseCode?: number;
  timeoutType?: string;
}

/** What an error of the library means. Where the server said no, or was never reached, nothing was handed over. */
const outcomeOf = (error: unknown): MailOutcome => {
  const { code = '', syscall, responseCode, timeoutType } = error as SmtpError;
  if (code === 'EAUTH')
    return { is: 'refused', problem: unavailable('发信邮箱登录失败', '运维：请核对 SMTP_URL；改好后会自动再发') };
  if (responseCode !== undefined && responseCode >= 500) return { is: 'refused', problem: refusedForGood };
  const unreached =
    ['EDNS', 'ETLS', 'EENVELOPE'].includes(code) ||
    syscall === 'connect' ||
    (timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT');
  const surelyNot = responseCode !== undefined || unreached;
  return { is: surelyNot ? 'refused' : 'unknown', problem: unavailable('邮件服务器暂时没有接收') };
};

/** Sends a mail through the server of the setting SMTP_URL, `smtps://user:password@host:465`. */
export const sendMail = async ({ id, to, subject, text, files }: Mail): Promise<MailOutcome> => {
  const url = process.env['SMTP_URL'];
  const from = mailFrom();
  if (!url || !from)
    return { is: 'refused', problem: unavailable('还没有设置发信邮箱', '运维：请设置 SMTP_URL 和 MAIL_FROM') };
  // Read on use: few invocations send a mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true });
  const domain = /@([^@>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
  try {
    await transport.sendMail({
      messageId: `<${id}@${domain}>`,
      from,
      // As an object it is one address, whatever it looks like.
      to: { name: '', address: to },
      subject,
      text,
      attachments: files.map(({ name, type, bytes }) => ({
        filename: name,
        contentType: type,
        content: Buffer.from(bytes),
      })),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { is: 'sent' };
  } catch (error) {
    return outcomeOf(error);
  } finally {
    transport.close();
  }
};
