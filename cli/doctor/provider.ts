import type { Config } from '../../runtime/config.ts';
import { openOpenId } from '../program/open-openid.ts';
import { ok, type Verdict } from './check.ts';

/** Asks the log-in provider for its discovery document, as the first log-in would. */
export async function loginProvider(config: Config): Promise<Verdict> {
  const openId = await openOpenId(config);
  if (openId === null) return ok('使いません (YOSHIN_OIDC_ISSUER)');
  await openId.examine();
  return ok(`${openId.issuer} に届きます`);
}
