import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type InputCode = Extract<ErrorCode, `input.${string}`>;

/** What is said of files and words that are not taken in. */
export const INPUT_ERRORS_JA: Readonly<Record<InputCode, ErrorMessage>> = {
  'input.unsupported_type': {
    what: 'この種類のファイルは読めません。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'JPEG・PNG・TIFF・PDF で保存し直して、もう一度入れてください。',
  },
  'input.unreadable_image': {
    what: '画像として開けません。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '紙をスキャンし直して入れてください。',
  },
  'input.truncated': {
    what: 'ファイルが途中で切れています。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '元のファイルをもう一度入れるか、スキャンし直してください。',
  },
  'input.damaged': {
    what: 'ファイルが壊れています。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '元のファイルをもう一度入れるか、スキャンし直してください。',
  },
  'input.encrypted_pdf': {
    what: 'パスワード付きの PDF です。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'パスワードを外して保存し、もう一度入れてください。',
  },
  'input.no_pages': {
    what: 'ページが1枚も入っていない PDF です。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '元のファイルを確かめるか、スキャンし直してください。',
  },
  'input.archive': {
    what: 'ほかのファイルをまとめたもの(圧縮ファイルなど)です。中は開きません。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '中のファイルを取り出して、それを入れてください。',
  },
  'input.office_document': {
    what: 'ワープロや表計算の文書です。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'PDF に書き出してから、もう一度入れてください。',
  },
  'input.heic': {
    what: 'iPhone などの HEIC 形式の写真で、この機械では開けません。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'JPEG に変換して入れてください。iPhone は「設定 > カメラ > フォーマット」を「互換性優先」にすると JPEG で撮れます。',
  },
  'input.unsupported_tiff': {
    what: 'TIFF のうち、この機械では開けない種類です(古い方式の JPEG 圧縮など)。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'PDF・JPEG、または G4・LZW 圧縮の TIFF で保存し直して、もう一度入れてください。',
  },
  'input.too_many_pages': {
    what: 'ページが多すぎます。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'いくつかのファイルに分けて入れてください。',
  },
  'input.too_many_pixels': {
    what: '画像が大きすぎます。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '200〜300dpi でスキャンし直してください。',
  },
  'input.too_large': {
    what: 'ファイルが大きすぎます。',
    lost: 'ファイルは受け付けていません。',
    next: 'いくつかに分けるか、200〜300dpi でスキャンし直してください。',
  },
  'input.empty': {
    what: 'ファイルの中身がありません。',
    lost: '受け付けたものはありません。',
    next: '元のファイルを確かめて、もう一度入れてください。',
  },
  'input.decoder_timeout': {
    what: 'ファイルを開くのに時間がかかりすぎました。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: 'スキャンし直すか、ページを分けて入れてください。',
  },
  'input.decoder_memory': {
    what: 'ファイルを開くのに記憶域が足りませんでした。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '解像度を下げてスキャンするか、ページを分けて入れてください。',
  },
  'input.decoder_crashed': {
    what: 'ファイルを開く途中で失敗しました。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '別の形式で保存するか、スキャンし直してください。',
  },
  'input.decoder_killed': {
    what: 'ファイルを開いている途中で、何度も外から止められました。',
    lost: '元のファイルは暗号化して保管してあり、失われていません。',
    next: '少し待って入れ直してください。続くときは、管理者に知らせてください。',
  },
  'input.invalid': {
    what: '入力の内容が正しくありません。',
    lost: '何も変わっていません。',
    next: '入力を確かめて、もう一度送ってください。',
  },
  'input.readings_invalid': {
    what: '読み取り結果の形式が正しくありません。',
    lost: '何も変わっていません。それより前の行の結果は出ています。',
    next: 'yoshin read --json の出力をそのまま渡してください。',
  },
  'input.csv_invalid': {
    what: 'CSV の形式が正しくありません。',
    lost: '取り込んでいません。',
    next: '列の名前と並びを確かめて、もう一度入れてください。',
  },
};
