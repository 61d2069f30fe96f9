// Files that the system opens with the installed page: "Open with Reef" on a .tflite file (public/manifest.webmanifest).

/** https://developer.mozilla.org/docs/Web/API/LaunchQueue; Chromium on computers only. */
interface LaunchQueue {
  setConsumer(take: (params: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Hands over what the page was launched with, now and whenever it is launched again. */
export function takeLaunchedFiles(scope: object, take: (files: readonly File[]) => void): void {
  const { launchQueue } = scope as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length === 0) return;
    void Promise.all(files.map((handle) => handle.getFile())).then(take, () => {
      // Moved or deleted since: the page opens as it would have without it.
    });
  });
}
