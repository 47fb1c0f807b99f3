#!/usr/bin/env python3
"""The peer: opens EncStrings of type 2 in a loop, with the library `cryptography`; prints seconds for the loop alone.

usage: opened_peer.py COUNT LENGTH     so many of a plaintext of that many bytes
"""
import base64
import hashlib
import hmac
import sys
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

cipher_key, mac_key = b"\x11" * 32, b"\x22" * 32


def sealed(index, length):
    vector = bytes((place * 7 + index * 13) & 255 for place in range(16))
    plain = bytes(97 + (place + index) % 26 for place in range(length))
    plain += bytes([16 - length % 16]) * (16 - length % 16)
    encryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(vector)).encryptor()
    text = encryptor.update(plain) + encryptor.finalize()
    parts = (vector, text, hmac.digest(mac_key, vector + text, "sha256"))
    return "2." + "|".join(base64.b64encode(part).decode() for part in parts)


def opened(text):
    vector, ciphertext, mac = (base64.b64decode(part) for part in text[2:].split("|"))
    if not hmac.compare_digest(hmac.digest(mac_key, vector + ciphertext, "sha256"), mac):
        raise ValueError("not genuine")
    decryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(vector)).decryptor()
    plain = decryptor.update(ciphertext) + decryptor.finalize()
    return plain[: -plain[-1]]


def main():
    count, length = int(sys.argv[1]), int(sys.argv[2])
    texts = [sealed(index, length) for index in range(min(count, 4096))]
    start = time.perf_counter()
    for index in range(count):
        opened(texts[index % len(texts)])
    print(time.perf_counter() - start)


main()
