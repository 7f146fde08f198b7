export const BACKLOG_VIEWS = ['now', 'hands', 'quality'] as const;
export type BacklogTab = (typeof BACKLOG_VIEWS)[number];
