"""What a contained program can do, tried from inside. Standard library only.

python -m grading.inside '{"token": …, "secret": file, "others": process, "outside": folder}'
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time

HUNG = ["-c", "import time; time.sleep(60)"]
SHARED = ("/dev/shm", "/dev")  # file systems in memory, which no limit on the working folder counts


def network() -> bool:
    """Whether anything outside can be addressed."""
    found = []
    for kind, address in ((socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET, ("127.0.0.1", 9))):
        with socket.socket(kind, socket.SOCK_DGRAM) as speaker:
            try:
                speaker.sendto(b"x", address)
                found.append(address[0])
            except OSError:
                pass
    return "192.0.2.1" in found


def writes(folder: str) -> bool:
    """Whether a file can be made in a folder; it is gone afterwards."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def fills(folder: str, size: int) -> bool:
    """Whether more than ``size`` bytes can be written, in files of a fifth of it."""
    try:
        for number in range(10):
            with open(os.path.join(folder, f"fill{number}"), "wb") as file:
                file.write(b"x" * (size // 5))
    except OSError:
        return False
    finally:
        for number in range(10):
            if os.path.exists(os.path.join(folder, f"fill{number}")):
                os.remove(os.path.join(folder, f"fill{number}"))
    return True


def sees(process: int) -> bool:
    """Whether a process can be sent signals."""
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def multiplies(most: int) -> bool:
    """Whether more than ``most`` processes can be started."""
    children = []
    try:
        for _ in range(most + 5):
            children.append(os.fork())
            if children[-1] == 0:
                time.sleep(60)
                os._exit(0)
    except OSError:
        return False
    finally:
        for child in children:
            os.kill(child, 9)
            os.waitpid(child, 0)
    return True


def leave_behind(token: str) -> None:
    """Start a process that hides from its parent and outlives it."""
    subprocess.run(
        [sys.executable, "-c",
         "import subprocess, sys; subprocess.Popen([sys.executable, *sys.argv[1:]], start_new_session=True)",
         *HUNG, token], check=False,
    )  # fmt: skip


def main(asked: dict) -> None:
    """Try everything and print what was possible, as JSON."""
    leave_behind(asked["token"])
    print(
        json.dumps(
            {
                "network": network(),
                "files": os.access(asked["secret"], os.R_OK),
                "writing": any(writes(folder) for folder in (asked["outside"], *SHARED)),
                "others": sees(asked["others"]),
                "disk": fills(os.getcwd(), asked["disk"]),
                "processes": multiplies(asked["processes"]),
                "root": os.geteuid() == 0,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
