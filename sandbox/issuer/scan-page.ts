import { html } from 'hono/html';
import type { WaitingReason } from './tax-bureau';

/** The tax bureau's page on the clerk's phone, as far as a sandbox needs one. */
export const scanPage = (sellerName: string, reason: WaitingReason | undefined) =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>电子税务局（沙盒）</title>
        <style>
          body {
            margin: 0;
            padding: 48px 24px;
            font:
              17px/1.6 system-ui,
              sans-serif;
            color: #1f1f1f;
            background: #f5f5f5;
          }
          main {
            max-width: 360px;
            margin: auto;
            padding: 32px 24px;
            background: #fff;
            border-radius: 12px;
            text-align: center;
          }
          h1 {
            margin: 0 0 8px;
            font-size: 20px;
          }
          p {
            margin: 0 0 24px;
            color: #666;
          }
          button {
            width: 100%;
            min-height: 48px;
            border: 0;
            border-radius: 8px;
            font-size: 17px;
            color: #fff;
            background: #0052d9;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>${sellerName}</h1>
          ${
            reason
              ? html`<p>电子税务局（沙盒）</p>
                  <form method="post">
                    <button>${reason === 'login' ? '登录并完成人脸认证' : '完成人脸认证'}</button>
                  </form>`
              : html`<p>已登录，可以开票</p>`
          }
        </main>
      </body>
    </html>`;
