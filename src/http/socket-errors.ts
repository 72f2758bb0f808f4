import type { Socket } from 'node:net';
import { Problem, problemContentType } from '../questions/problem.ts';

/** Answers on the socket when there is no valid HTTP request: headers too large or too slow, or unreadable bytes. */
export function refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(error.code);
  // Such a request has no path that can be trusted.
  const { instance: _, ...body } = problem.toBody('');
  const json = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${problem.status} ${REASONS[problem.status]}\r\ncontent-type: ${problemContentType}\r\n` +
      `content-length: ${Buffer.byteLength(json)}\r\nx-content-type-options: nosniff\r\nconnection: ` +
      `close\r\n\r\n${json}`,
  );
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function toProblem(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', 'La première ligne et les en-têtes de la requête dépassent 16 Kio.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'La requête n’est pas arrivée entière à temps.');
    default:
      return new Problem('bad-request', 'Ce n’est pas une requête HTTP bien formée.');
  }
}
