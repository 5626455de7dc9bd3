Component({ options: { styleIsolation: 'isolated' } });
