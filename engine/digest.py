"""SHA-256, from the interpreter itself where it has it; in: bytes, out: a digest object as `hashlib.sha256` gives.

`hashlib` loads OpenSSL first, which takes a tenth of the time that the command has to start; the interpreter's own
module
computes the same (FIPS 180-4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256  # Python 3.11
        except ImportError:
            from hashlib import sha256

__all__ = ["sha256"]
