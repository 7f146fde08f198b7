import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing here, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" className="empty-state">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text component="div" ta="center" maw={520}>
        {children}
      </Text>
    </Stack>
  );
}
