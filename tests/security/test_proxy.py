"""The proxy that is shipped speaks TLS 1.2 and 1.3 alone, and leads all else to it."""

from __future__ import annotations

import http.client
import subprocess

import pytest

from tests.nginx import NAME, TEMPLATE, serve_proxy


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    with serve_proxy(tmp_path_factory.mktemp("proxy"), "127.0.0.1:9") as served:
        yield served


def shake_hands(proxy, *words: str, name: str = NAME) -> tuple[bool, str]:
    """Whether a client that trusts the certificate is let in, and what it hears."""
    told = subprocess.run(
        [
            *("openssl", "s_client", "-connect", f"127.0.0.1:{proxy.port}", "-servername", name),
            *("-CAfile", proxy.certificate, "-verify_return_error", "-verify_hostname", name),
            *words,
        ],
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("word", "said"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_it_speaks_the_two_versions_that_hold(proxy, word, said):
    is_in, told = shake_hands(proxy, word)
    assert is_in, told
    assert f"New, {said}, Cipher is" in told


@pytest.mark.parametrize("word", ["-tls1", "-tls1_1"])
def test_it_refuses_older_ones_itself(proxy, word):
    is_in, told = shake_hands(proxy, word, "-cipher", "DEFAULT@SECLEVEL=0")
    assert not is_in
    assert "alert protocol version" in told


def test_no_library_need_refuse_them_for_it():
    """OpenSSL of today would, as it is set up on most machines."""
    assert "\n    ssl_protocols TLSv1.2 TLSv1.3;\n" in TEMPLATE.read_text()


@pytest.mark.parametrize("cipher", ["AES128-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA"])
def test_it_takes_no_cipher_without_forward_secrecy_or_with_a_weak_mode(proxy, cipher):
    is_in, told = shake_hands(proxy, "-tls1_2", "-cipher", cipher)
    assert not is_in
    assert "alert handshake failure" in told


def test_a_client_that_asks_for_another_name_is_not_let_in_by_this_certificate(proxy):
    is_in, told = shake_hands(proxy, name="b.example")
    assert not is_in
    assert "ostname mismatch" in told


@pytest.mark.parametrize("host", [NAME, "another.example"])
def test_what_is_asked_without_tls_is_led_to_our_own_address_with_it(proxy, host):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain_port)
    connection.request("GET", "/quotes/?archived=", headers={"Host": host})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (
        301,
        f"https://{NAME}/quotes/?archived=",
    )
    connection.close()
