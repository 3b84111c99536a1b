/** The JSON in each event of a stream of server-sent events. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split('\n')
        .filter((line) => line.startsWith('data:')) // the others are comments: the stream lives
        .map((line) => line.slice('data:'.length).trimStart())
        .join('\n');
      if (data !== '') yield JSON.parse(data) as unknown;
    }
  }
}
