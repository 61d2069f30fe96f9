// A drawing as PNG: the browser itself draws the SVG, at twice its size, and reads it back. The SVG names only fonts of the
// system and travels as a data URL, which the page's policy allows for images.

/** Pixels per pixel of the drawing: sharp on dense screens and in print. */
export const PNG_SCALE = 2;

/** Draws an SVG document of this size in px. Fails where the browser gives no canvas or refuses the image. */
export async function drawPng(
  svg: string,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(size.width * PNG_SCALE);
  canvas.height = Math.round(size.height * PNG_SCALE);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error('The canvas could not be read.');
  return new Uint8Array(await blob.arrayBuffer());
}
