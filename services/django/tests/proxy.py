"""A proxy between a store and Redis. It loses answers to commands that Redis has carried out."""

import socket
from contextlib import suppress
from threading import Thread


class LossyProxy:
    def __init__(self, port: int):
        self._to = port
        self._clients: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        #: The number of the next answers that are lost, each with its connection.
        self.losing = 0
        #: Called before an answer is lost.
        self.on_loss = lambda: None
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Breaks every connection. New ones are taken."""
        for client in self._clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        self._clients.clear()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self._clients.append(client)
            node = socket.create_connection(("127.0.0.1", self._to))
            Thread(target=self._requests, args=(client, node), daemon=True).start()
            Thread(target=self._answers, args=(client, node), daemon=True).start()

    def _requests(self, client: socket.socket, node: socket.socket) -> None:
        try:
            while sent := client.recv(65536):
                node.sendall(sent)
        except OSError:
            pass
        finally:
            node.close()

    def _answers(self, client: socket.socket, node: socket.socket) -> None:
        try:
            while answer := node.recv(65536):
                if self.losing > 0:
                    self.losing -= 1
                    self.on_loss()
                    break
                client.sendall(answer)
        except OSError:
            pass
        finally:
            # This ends the other thread's recv too.
            for end in (client, node):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
