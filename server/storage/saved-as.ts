/** The header by which a browser saves an answer under this name, whatever letters it has. */
export function savedAs(fileName: string): string {
  // Half of an emoji, as is left where a name was cut off, can't be encoded.
  const whole = fileName.toWellFormed();
  const plain = whole.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
