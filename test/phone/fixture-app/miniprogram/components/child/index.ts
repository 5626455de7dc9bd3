Component({ relations: { '../parent/index': { type: 'ancestor' } } });
