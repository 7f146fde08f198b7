import { Checkbox, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Role } from '../../schemas/accounts.ts';

type Props = {
  label: string;
  description?: string;
  roles: readonly Role[];
  disabled?: boolean;
  onChange: (roles: Role[]) => void;
};

export function RoleChoice({ label, description, roles, disabled = false, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      label={label}
      description={description}
      value={[...roles]}
      onChange={(chosen) => onChange(together(roles, chosen))}
    >
      <Group gap="md" mt={4}>
        {Role.options.map((role) => (
          <Checkbox
            key={role}
            size="xs"
            value={role}
            disabled={disabled}
            label={t(`accounts.role.${role}`)}
          />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

/** A contractor is nothing else: whichever was chosen last stands. */
function together(before: readonly Role[], chosen: readonly string[]): Role[] {
  const roles = Role.options.filter((role) => chosen.includes(role));
  if (!roles.includes('contractor') || roles.length === 1) return roles;
  if (!before.includes('contractor')) return ['contractor'];
  return roles.filter((role) => role !== 'contractor');
}
