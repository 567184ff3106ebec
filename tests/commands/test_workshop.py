"""``rebonds workshop``: addresses, what is announced, what is answered; no page needs anything from outside."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from rebonds.commands import workshop
from rebonds.errors import UsageError
from tests.installed import warehouse_folder

__all__ = ["warehouse_folder"]


def test_addresses_are_those_that_others_reach():
    assert all(workshop.usable(one) for one in workshop.addresses())
    assert not workshop.usable("127.0.0.1") and not workshop.usable(workshop.EVERYWHERE)
    assert workshop.chosen("192.168.1.20") == ["192.168.1.20"]


@pytest.mark.parametrize("wrong", ["maison", "::1", "192.168.1", "http://192.168.1.20"])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(UsageError, match="IPv4"):
        workshop.chosen(wrong)


def test_without_a_network_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(workshop, "addresses", list)
    with pytest.raises(UsageError) as caught:
        workshop.chosen("")
    assert "Wi-Fi" in caught.value.message("fr")


def test_it_serves_the_room_and_nobody_else(warehouse_folder, tmp_path):
    """The loopback address 127.0.0.2 stands for that of the network: nothing leaves this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"REBONDS_HOME": str(tmp_path), "REBONDS_DATA": str(warehouse_folder)}
    for name in ("HOST", "PORT", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "REBONDS_HOSTS", "DATABASE_URL"):
        env.pop(name, None)
    command = [sys.executable, "-m", "rebonds", "workshop", "--port", str(port), "--address", "127.0.0.2"]
    program = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        said = ""
        while "localhost" not in said:
            line = program.stdout.readline()
            assert line, said
            said += line
        assert f"http://127.0.0.2:{port}/rejoindre/" in said
        assert "█" in said or "▄" in said
        root = f"http://127.0.0.2:{port}"
        with urllib.request.urlopen(f"{root}/rejoindre/", timeout=30) as answer:
            page = answer.read().decode()
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"/]+', page) == []
        with urllib.request.urlopen(f"http://localhost:{port}/rejoindre/", timeout=30) as answer:
            assert answer.status == 200
        strange = urllib.request.Request(f"{root}/rejoindre/", headers={"Host": "mechant.example"})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(strange, timeout=30)
        assert caught.value.code == 400
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=20) == 0
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        program.stdout.close()
