/** Programs run with this and nothing of ours: no password of another service reaches them. */
export const SERVER_ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', TZ: 'UTC' };
