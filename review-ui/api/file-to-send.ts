export type FileToSend = Readonly<{
  batchId: string;
  file: File;
  /** Something of this batch may be there already: look before sending. */
  mayBeThere: boolean;
  onProgress: (sentBytes: number) => void;
}>;

/** `known`: the batch had the very same bytes already, and nothing was sent. */
export type Sent = 'sent' | 'known';
