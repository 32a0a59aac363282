error('deep')
