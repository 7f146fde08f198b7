/** All files dropped, those inside folders too, in the order of their names: that is the order of the scan. */
export async function droppedFiles(items: DataTransferItemList): Promise<File[]> {
  // The list is emptied once the event is over: take the entries before waiting for anything.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  const files = await Promise.all(entries.map(filesOf));
  return inScanOrder(files.flat());
}

export function inScanOrder(files: readonly File[]): File[] {
  return files
    .filter((file) => !file.name.startsWith('.') && file.name !== 'Thumbs.db')
    .sort((a, b) => pathOf(a).localeCompare(pathOf(b), 'ja', { numeric: true }));
}

const pathOf = (file: File): string => file.webkitRelativePath || file.name;

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: File[] = [];
  // readEntries hands out at most 100 at a time; an empty answer is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const child of some) found.push(...(await filesOf(child)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
  entry.isDirectory;
