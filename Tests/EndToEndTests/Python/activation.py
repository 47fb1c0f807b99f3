"""Does what a service manager does: hands over a socket, and is told that the server is ready. FOLDER"""
import os
import signal
import socket
import sys

from wire import Connection

folder = sys.argv[1]
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(16)
notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notified.bind(folder + "/notify")
notified.settimeout(60)
child = os.fork()
if child == 0:
    os.dup2(listening.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(
        LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", NOTIFY_SOCKET=folder + "/notify"
    )
    os.execv(os.environ["SMS"], [os.environ["SMS"], "serve", "--listen", "127.0.0.1:1"])
assert notified.recv(100) == b"READY=1"
assert Connection(f"http://127.0.0.1:{listening.getsockname()[1]}").ask("GET", "/alive")[0] == 200
os.kill(child, signal.SIGTERM)
assert notified.recv(100) == b"STOPPING=1"
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
