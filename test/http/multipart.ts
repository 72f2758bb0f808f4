/** Returns a form as clients send it: `data` is a file, every other field one or several values. */
export function multipartOf(
  fields: Readonly<Record<string, unknown>>,
  type = 'text/csv',
  file = 'filename="a.csv"',
): { headers: { 'content-type': string }; payload: Buffer } {
  const boundary = '----a-boundary-that-no-file-holds';
  const part = (headers: string, content: unknown) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    Buffer.isBuffer(content) ? content : Buffer.from(String(content)),
    Buffer.from('\r\n'),
  ];
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    name === 'data'
      ? part(`Content-Disposition: form-data; name="data"; ${file}\r\nContent-Type: ${type}`, value)
      : [value].flat().flatMap((one) => part(`Content-Disposition: form-data; name="${name}"`, one)),
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}
