// Says hello to the frame once it is there, gives it the height it asks for, and keeps its verdict in the form.
const frame = document.getElementById('perimetre');
const verdict = document.getElementById('verdict');
const service = new URL(frame.src).origin;

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== service) return;
  if (data.type === 'perimetre:height') frame.style.height = `${data.height}px`;
  if (data.type === 'perimetre:result') verdict.value = data.verdict ?? data.tier;
  if (data.type === 'perimetre:clear' || data.type === 'perimetre:error') verdict.value = '';
});

const hello = () => frame.contentWindow.postMessage({ type: 'perimetre:hello' }, service);
frame.addEventListener('load', hello);
hello();
