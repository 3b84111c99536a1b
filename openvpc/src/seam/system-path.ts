/** Where system programs are; an ordinary user's PATH often lacks /usr/sbin, which has `nft`. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
export const SYSTEM_PATH: string = SYSTEM_FOLDERS.join(':');

/** Makes programs of the system found, by this process and those that it starts. */
export function includeSystemFolders(environment: Record<string, string | undefined> = process.env): void {
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  environment['PATH'] = [...folders, ...SYSTEM_FOLDERS.filter((folder) => !folders.includes(folder))].join(':');
}
