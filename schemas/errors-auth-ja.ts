import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type Of<Kind extends string> = Extract<ErrorCode, `${Kind}.${string}`>;

/** Who may come in, and what becomes of accounts. */
export const AUTH_ERRORS_JA: Readonly<Record<Of<'auth' | 'account'>, ErrorMessage>> = {
  'auth.invalid_credentials': {
    what: 'ログイン名かパスワードが違います。',
    lost: '何も変わっていません。',
    next: '大文字・小文字と入力の切り替えを確かめて、もう一度入れてください。',
  },
  'auth.locked': {
    what: '失敗が続いたため、このアカウントは止められています。',
    lost: 'これまでの作業は残っています。',
    next: 'しばらく待つか、管理者に解除を頼んでください。',
  },
  'auth.required': {
    what: 'ログインが切れています。',
    lost: '決定済みの入力は残っています。',
    next: 'もう一度ログインしてください。',
  },
  'auth.forbidden': {
    what: 'この操作をする権限がありません。',
    lost: '何も変わっていません。',
    next: '必要なら責任者か管理者に頼んでください。',
  },
  'auth.csrf': {
    what: '画面が古くなっています。',
    lost: 'この操作は行われていません。',
    next: '画面を読み込み直して、もう一度行ってください。',
  },
  'auth.rate_limited': {
    what: '短い間に要求が多すぎます。',
    lost: 'この操作は行われていません。',
    next: '1分ほど待って、もう一度行ってください。',
  },
  'auth.insecure_connection': {
    what: '安全でない接続です。',
    lost: '何も変わっていません。ログインしていません。',
    next: 'https で始まる番地で開き直すか、管理者に知らせてください。',
  },
  'auth.step_open': {
    what: 'ログインの手続きが残っています。',
    lost: 'この操作は行われていません。',
    next: '画面に出る手続きを済ませてください。',
  },
  'auth.confirm_first': {
    what: 'この操作の前に、本人であることをもう一度確かめる必要があります。',
    lost: '何も変わっていません。',
    next: 'もう一度行い、出てくる画面でパスワードか二段階認証を入れてください。',
  },
  'auth.wrong_password': {
    what: '今のパスワードが違います。',
    lost: '何も変わっていません。',
    next: '大文字・小文字と入力の切り替えを確かめて、もう一度入れてください。',
  },
  'auth.password_unfit': {
    what: 'この新しいパスワードは使えません。',
    lost: '今のパスワードのままです。',
    next: '12文字以上200文字以内で、同じ文字の繰り返しでも、ログイン名や今のパスワードと同じでもないものにしてください。',
  },
  'auth.one_time_password_expired': {
    what: '渡されたパスワードの期限が切れています。',
    lost: '何も変わっていません。',
    next: '管理者に新しいパスワードを発行してもらってください。',
  },
  'auth.invalid_code': {
    what: 'コードが違うか、一度使われています。',
    lost: '何も変わっていません。',
    next: 'アプリに次のコードが出るのを待って、もう一度入れてください。続くときは端末の時刻を確かめてください。',
  },
  'auth.passkey_refused': {
    what: 'パスキーで確かめられませんでした。',
    lost: '何も変わっていません。',
    next: '登録した端末で、もう一度行ってください。できないときは別の方法を選ぶか、管理者に頼んでください。',
  },
  'auth.openid_unavailable': {
    what: '共通ログインの提供元に届かないか、答えが正しくありません。',
    lost: 'ログインしていません。何も変わっていません。',
    next: '少し待ってもう一度行うか、パスワードでログインしてください。続くときは管理者に知らせてください。',
  },
  'auth.openid_expired': {
    what: '共通ログインの手続きが期限切れか、この画面から始めたものではありません。',
    lost: 'ログインしていません。何も変わっていません。',
    next: 'ログイン画面に戻り、もう一度ボタンから始めてください。一度に一つの画面で行ってください。',
  },
  'auth.openid_refused': {
    what: '共通ログインの提供元がログインを認めなかったか、その答えを確かめられませんでした。',
    lost: 'ログインしていません。何も変わっていません。',
    next: 'もう一度行ってください。続くときはパスワードでログインし、管理者に知らせてください。',
  },
  'auth.openid_not_linked': {
    what: '共通ログインでは本人と確かめられましたが、使えるアカウントと結び付いていません。',
    lost: 'ログインしていません。何も変わっていません。',
    next: '下の利用者コードを管理者に伝え、アカウントに結び付けてもらってください。',
  },
  'account.openid_taken': {
    what: 'この利用者コードは、別のアカウントに結び付いています。',
    lost: '何も変わっていません。',
    next: 'コードを確かめてください。アカウントを替えるときは、先に元のアカウントの結び付きを外してください。',
  },
  'account.last_second_factor': {
    what: 'あなたの役割には二段階認証が必要なため、最後の一つは消せません。',
    lost: '何も変わっていません。',
    next: '別の方法を先に登録してから、消してください。',
  },
  'account.oneself': {
    what: 'ご自分のアカウントには行えません。',
    lost: '何も変わっていません。',
    next: '別の管理者に頼んでください。',
  },
  'account.changed_meanwhile': {
    what: '見ている間に、アカウントが変わりました。',
    lost: 'この操作は行われていません。',
    next: '一覧を読み込み直し、変わったところを確かめて、もう一度行ってください。',
  },
};
