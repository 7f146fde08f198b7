import type { ReactNode } from 'react';

type Props = {
  className?: string;
  /** Its name, or the id of the heading that is its name. */
  label: string | { headingId: string };
  children: ReactNode;
};

/** What may hold more than there is room for. */
export function ScrollRegion({ className, label, children }: Props) {
  const named =
    typeof label === 'string' ? { 'aria-label': label } : { 'aria-labelledby': label.headingId };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className={className} tabIndex={0} {...named}>
      {children}
    </section>
  );
}
