import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type Of<Kind extends string> = Extract<ErrorCode, `${Kind}.${string}`>;

/** Who may come in, and what becomes of accounts. */
export const AUTH_ERRORS_EN: Readonly<Record<Of<'auth' | 'account'>, ErrorMessage>> = {
  'auth.invalid_credentials': {
    what: 'The login name or password is wrong.',
    lost: 'Nothing was changed.',
    next: 'Check capitals and the input mode, and try again.',
  },
  'auth.locked': {
    what: 'This account is locked after repeated failures.',
    lost: 'Earlier work is kept.',
    next: 'Wait a while, or ask the administrator to unlock it.',
  },
  'auth.required': {
    what: 'The session has ended.',
    lost: 'Answers already given are kept.',
    next: 'Log in again.',
  },
  'auth.forbidden': {
    what: 'You may not do this.',
    lost: 'Nothing was changed.',
    next: 'If you need to, ask a supervisor or the administrator.',
  },
  'auth.csrf': {
    what: 'This screen is out of date.',
    lost: 'The act was not done.',
    next: 'Reload the page and do it again.',
  },
  'auth.rate_limited': {
    what: 'Too many requests in a short time.',
    lost: 'The act was not done.',
    next: 'Wait a minute and do it again.',
  },
  'auth.insecure_connection': {
    what: 'The connection is not secure.',
    lost: 'Nothing was changed and nobody was logged in.',
    next: 'Open the address that starts with https, or tell the administrator.',
  },
  'auth.step_open': {
    what: 'The log-in is not complete yet.',
    lost: 'The act was not done.',
    next: 'Do what the screen asks for.',
  },
  'auth.confirm_first': {
    what: 'Before this you have to show once more that it is you.',
    lost: 'Nothing has changed.',
    next: 'Do it again, and give your password or second factor where you are asked for it.',
  },
  'auth.wrong_password': {
    what: 'That is not your present password.',
    lost: 'Nothing was changed.',
    next: 'Check capitals and the input mode, and try again.',
  },
  'auth.password_unfit': {
    what: 'This cannot be your new password.',
    lost: 'The present one stays.',
    next: 'Take 12 to 200 characters that are not one character repeated, nor the login name, nor the present password.',
  },
  'auth.one_time_password_expired': {
    what: 'The password you were given is no longer good.',
    lost: 'Nothing was changed.',
    next: 'Ask the administrator for a new one.',
  },
  'auth.invalid_code': {
    what: 'The code is wrong or was used before.',
    lost: 'Nothing was changed.',
    next: 'Wait for the next code of the app and try again. If it goes on, check the clock of the device.',
  },
  'auth.passkey_refused': {
    what: 'The passkey could not be checked.',
    lost: 'Nothing was changed.',
    next: 'Try again on the device it was made on; else choose another way or ask the administrator.',
  },
  'auth.openid_unavailable': {
    what: 'The single sign-on provider is out of reach, or its answer is not a proper one.',
    lost: 'You are not logged in. Nothing has changed.',
    next: 'Wait a little and try again, or log in with your password. If it goes on, tell the administrator.',
  },
  'auth.openid_expired': {
    what: 'This single sign-on has expired, or was not begun on this page.',
    lost: 'You are not logged in. Nothing has changed.',
    next: 'Go back to the log-in page and begin again with the button, in one window at a time.',
  },
  'auth.openid_refused': {
    what: 'The single sign-on provider refused the log-in, or its answer could not be verified.',
    lost: 'You are not logged in. Nothing has changed.',
    next: 'Try again. If it goes on, log in with your password and tell the administrator.',
  },
  'auth.openid_not_linked': {
    what: 'The provider says who you are, but no account in use is linked with you.',
    lost: 'You are not logged in. Nothing has changed.',
    next: 'Give the user code below to the administrator, who links it with your account.',
  },
  'account.openid_taken': {
    what: 'This user code is linked with another account.',
    lost: 'Nothing has changed.',
    next: 'Check the code. To move it to this account, unlink the other one first.',
  },
  'account.last_second_factor': {
    what: 'Your roles need a second factor, so the last one cannot be removed.',
    lost: 'Nothing was changed.',
    next: 'Set up another one first.',
  },
  'account.oneself': {
    what: 'This cannot be done to your own account.',
    lost: 'Nothing was changed.',
    next: 'Ask another administrator.',
  },
  'account.changed_meanwhile': {
    what: 'The accounts have changed while you looked.',
    lost: 'The act was not done.',
    next: 'Reload the list, look at what changed, and do it again.',
  },
};
