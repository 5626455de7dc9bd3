import js from '@eslint/js';
import globals from './scripts/lint-globals.mjs';
import tseslint from 'typescript-eslint';

const forbid = (group, message) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group, message }] }],
});

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '**/node_modules',
      'dist',
      '.local',
      'coverage',
      'miniprogram/miniprogram_npm',
      'miniprogram/**/miniprogram_npm',
      'test/**/fixture-app/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', prefer: 'type-imports' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'off',
      eqeqeq: 'error',
      // Chinese punctuation belongs to Chinese texts.
      'no-irregular-whitespace': ['error', { skipStrings: true, skipRegExps: true, skipTemplates: true }],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { ...tseslint.configs.disableTypeChecked.languageOptions, globals: globals.node },
    rules: { ...tseslint.configs.disableTypeChecked.rules, '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['miniprogram/**/*.ts'],
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/contract/*'],
              allowTypeImports: true,
              message: 'The phone takes types only: a value import would leave miniprogram/ when DevTools packs it.',
            },
            {
              group: ['**/cloudfunctions/**', '**/sandbox/**', 'valibot'],
              message: 'This does not exist on the phone.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['miniprogram/rules/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'wx', 'getApp', 'Page', 'Component'] },
  },
  {
    files: ['cloudfunctions/**/*.ts'],
    rules: forbid(['**/sandbox/**', '**/test/**'], 'The cloud side knows no sandbox.'),
  },
  {
    files: ['sandbox/**/*.ts'],
    rules: forbid(['**/cloudfunctions/**', '**/contract/*'], 'A misreading of the contract must not cancel out.'),
  },
  {
    files: ['cloudfunctions/common/domain/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/contract/*', '**/store/*', '**/runtime/*'],
              allowTypeImports: true,
              message: 'The domain takes types only.',
            },
            {
              group: ['wx-server-sdk', 'node:*', '**/usecases/*', '**/wechat/*', '**/issuing/*'],
              message: 'The domain is pure.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'Date'],
    },
  },
  {
    files: ['cloudfunctions/common/usecases/**/*.ts'],
    rules: forbid(
      ['wx-server-sdk', '**/common/wechat/*', '**/store/database'],
      'A use case knows ports, not WeChat or the database.',
    ),
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' },
  },
);
