import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect } from 'react';
import { useServices } from './Services.tsx';
import { sessionQuery } from './session.ts';
import { theme } from './theme.ts';

/** Draws everything as the account wants it; nobody logged in, as the machine does. Colours are in styles/theme.css. */
export function ThemedPage({ children }: { children: ReactNode }) {
  const { call } = useServices();
  const chosen = useQuery(sessionQuery(call)).data?.theme ?? 'system';
  const at = { getInitialValueInEffect: false };
  const wantsContrast = useMediaQuery('(prefers-contrast: more)', false, at);
  const wantsDark = useMediaQuery('(prefers-color-scheme: dark)', false, at);
  const ofSystem = wantsContrast ? 'contrast' : wantsDark ? 'dark' : 'light';
  const drawn = chosen === 'system' ? ofSystem : chosen;
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = drawn;
  }, [drawn]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={drawn === 'light' ? 'light' : 'dark'}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
