"""Signed statements, checked and made by an implementation that shares nothing with ours.

    vectors.py          checks statements.json, exit status 1 when a case comes out otherwise
    vectors.py --write  makes it anew

The order in which a statement is looked at is part of the contract: see `expect` below.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FILE = Path(__file__).with_name("statements.json")
MAX_LENGTH = 16 * 1024
DESKTOP = "picopress-desktop"
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
SEEDS = {"ent-2026a": bytes([1]) * 32, "ent-2026b": bytes([2]) * 32}
STRANGER = bytes([3]) * 32


# Reading


class Refused(Exception):
    pass


def decoded(part):
    if not re.fullmatch(r"[A-Za-z0-9_-]*", part):
        raise Refused("malformed")
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise Refused("malformed") from None
    if encoded(data) != part:  # bits that must be zero are not
        raise Refused("malformed")
    return data


def strict_json(data, why):
    def no_duplicates(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise Refused(why)
        return dict(pairs)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=no_duplicates)
    except (ValueError, RecursionError):
        raise Refused(why) from None


def integer(low, high):
    return lambda value: type(value) is int and low <= value <= high


def one_of(*names):
    return lambda value: value in names


def text(value):
    return isinstance(value, str)


def boolean(value):
    return isinstance(value, bool)


def maybe(check):
    return lambda value: value is None or check(value)


def nonce(value):
    return text(value) and re.fullmatch(r"[A-Za-z0-9_-]{21}[AQgw]", value) is not None


def component(value):
    return text(value) and re.fullmatch(r"[0-9a-f]{32}", value) is not None


def formats(value):
    return isinstance(value, list) and all(name in ("webp", "avif") for name in value)


I64, U64, U32, U8 = integer(-(2**63), 2**63 - 1), integer(0, 2**64 - 1), integer(0, 2**32 - 1), integer(0, 255)
STAMP = {"srv_ms": I64, "nonce": nonce}
FOR_US = {"v": U8, "aud": text}
SHAPES = {
    "ent+jwt": FOR_US | STAMP | {
        "iss": text, "sub": text, "jti": text, "iat": I64, "exp": I64, "seq": U64,
        "dev": {"id": text, "hw": {name: maybe(component) for name in ("machine", "board", "disk", "cpu")}},
        "lic": {
            "plan": one_of("free", "basic", "pro"),
            "status": one_of("active", "past_due", "canceled", "expired", "suspended"),
            "paid_through": maybe(I64), "auto_renew": boolean,
        },
        "lim": {
            "per_day": maybe(U32), "formats": formats, "batch": U32, "folder": boolean, "schedule": boolean,
            "scan": boolean, "devices": U32,
        },
        "quota": {"day": I64, "used": U32},
        "grace": {"until": I64},
    },
    "use+jwt": FOR_US | STAMP | {
        "sub": text, "dev": text, "day": I64, "used": U32, "limit": maybe(U32), "acked_seq": U64,
    },
    "ver+jwt": FOR_US | STAMP | {
        "code": one_of("device_removed", "licence_suspended", "session_revoked", "account_deleted"),
        "sub": text, "dev": text, "seq": U64,
    },
    "time+jwt": FOR_US | STAMP,
}
MAY_BE_ABSENT = {"paid_through", "per_day", "limit", "machine", "board", "disk", "cpu"}


def fits(value, shape):
    if callable(shape):
        return shape(value)
    if not isinstance(value, dict) or not value.keys() <= shape.keys():
        return False
    return all(
        fits(value[name], inner) if name in value else name in MAY_BE_ABSENT for name, inner in shape.items()
    )


def expect(kind, token, keys):
    """The name of what comes out."""
    try:
        if len(token.encode()) > MAX_LENGTH:
            raise Refused("too_long")
        parts = token.split(".", 1)
        if len(parts) != 2 or "." not in parts[1]:
            raise Refused("malformed")
        signed, _, signature = token.rpartition(".")
        head, payload = signed.split(".", 1)
        header = strict_json(decoded(head), "malformed")
        if not isinstance(header, dict) or header.keys() != {"alg", "typ", "kid"}:
            raise Refused("malformed")
        if not all(isinstance(value, str) for value in header.values()):
            raise Refused("malformed")
        if header["alg"] != "EdDSA":
            raise Refused("wrong_algorithm")
        if header["typ"] != kind:
            raise Refused("wrong_type")
        if header["kid"] not in keys:
            raise Refused("unknown_key")
        signature = decoded(signature)
        if len(signature) != 64:
            raise Refused("malformed")
        try:
            Ed25519PublicKey.from_public_bytes(decoded(keys[header["kid"]])).verify(signature, signed.encode())
        except InvalidSignature:
            raise Refused("bad_signature") from None
        claims = strict_json(decoded(payload), "schema")
        if not fits(claims, SHAPES[kind]):
            raise Refused("schema")
        if claims["v"] != 1 or claims["aud"] != DESKTOP:
            raise Refused("wrong_audience")
        return "ok"
    except Refused as why:
        return str(why)


# Making


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def public(seed):
    return encoded(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def header(kind, kid="ent-2026a", alg="EdDSA"):
    return {"alg": alg, "typ": kind, "kid": kid}


def signed(head, payload, seed=SEEDS["ent-2026a"]):
    head = head if isinstance(head, bytes) else compact(head)
    payload = payload if isinstance(payload, bytes) else compact(payload)
    content = f"{encoded(head)}.{encoded(payload)}"
    return f"{content}.{encoded(Ed25519PrivateKey.from_private_bytes(seed).sign(content.encode()))}"


LIMITS = {
    "free": {"per_day": 5, "formats": ["webp"], "batch": 1, "folder": False, "schedule": False, "scan": False, "devices": 1},
    "basic": {"per_day": 50, "formats": ["webp", "avif"], "batch": 10, "folder": True, "schedule": True, "scan": False, "devices": 2},
    "pro": {"per_day": None, "formats": ["webp", "avif"], "batch": 100, "folder": True, "schedule": True, "scan": True, "devices": 3},
}
HARDWARE = {"machine": "a1" * 16, "board": "b2" * 16, "disk": "c3" * 16, "cpu": "d4" * 16}
NONCE = "Zk3AAAAAAAAAAAAAAAAAAA"


def entitlement(plan="basic", status="active", **changes):
    claims = {
        "v": 1, "iss": "https://api.picopress.example", "aud": DESKTOP, "sub": "acc_1", "jti": "ent_1",
        "iat": 1795176677, "exp": 1795781477, "srv_ms": 1795176677123, "seq": 42, "nonce": NONCE,
        "dev": {"id": "dev_1", "hw": HARDWARE},
        "lic": {"plan": plan, "status": status, "paid_through": 1797800000, "auto_renew": True},
        "lim": LIMITS[plan], "quota": {"day": 20777, "used": 12}, "grace": {"until": 1795781477},
    }
    return claims | changes


def receipt(**changes):
    return {
        "v": 1, "aud": DESKTOP, "sub": "acc_1", "dev": "dev_1", "day": 20777, "used": 17, "limit": 50, "acked_seq": 311,
        "srv_ms": 1795176677123, "nonce": NONCE,
    } | changes


def verdict(code="device_removed", **changes):
    return {
        "v": 1, "aud": DESKTOP, "code": code, "sub": "acc_1", "dev": "dev_1", "seq": 43, "srv_ms": 1795176677123,
        "nonce": NONCE,
    } | changes


def time(**changes):
    return {"v": 1, "aud": DESKTOP, "srv_ms": 1795176677123, "nonce": NONCE} | changes


def without(claims, name):
    return {key: value for key, value in claims.items() if key != name}


def genuine():
    ent = header("ent+jwt")
    for plan in LIMITS:
        yield f"entitlement to {plan}", "ent+jwt", signed(ent, entitlement(plan))
    for status in ("past_due", "canceled", "expired", "suspended"):
        yield f"entitlement that is {status}", "ent+jwt", signed(ent, entitlement(status=status))
    unpaid = {"plan": "free", "status": "active", "paid_through": None, "auto_renew": False}
    yield "entitlement without a paid period", "ent+jwt", signed(ent, entitlement("free", lic=unpaid))
    unknown = {"id": "dev_1", "hw": {"machine": None, "board": None, "disk": None, "cpu": None}}
    yield "entitlement to a machine nobody knows", "ent+jwt", signed(ent, entitlement(dev=unknown))
    yield "entitlement with the largest numbers", "ent+jwt", signed(ent, entitlement(seq=2**64 - 1, srv_ms=2**63 - 1))
    yield "entitlement before the epoch", "ent+jwt", signed(ent, entitlement(iat=-1, srv_ms=-(2**63)))
    next_key = header("ent+jwt", "ent-2026b")
    yield "entitlement under the next key", "ent+jwt", signed(next_key, entitlement(), SEEDS["ent-2026b"])
    yield "receipt", "use+jwt", signed(header("use+jwt"), receipt())
    yield "receipt without a limit", "use+jwt", signed(header("use+jwt"), receipt(limit=None, used=4096))
    for code in ("device_removed", "licence_suspended", "session_revoked", "account_deleted"):
        yield f"verdict {code}", "ver+jwt", signed(header("ver+jwt"), verdict(code))
    yield "the time", "time+jwt", signed(header("time+jwt"), time())


def forged():
    kind, claims = "ent+jwt", entitlement()
    head = header(kind)
    good = signed(head, claims)
    h, p, s = good.split(".")

    for alg in ("none", "None", "", "HS256", "RS256", "ES256", "Ed25519", "eddsa", "EdDSA "):
        yield f"algorithm {alg!r}", kind, signed(header(kind, alg=alg), claims), "wrong_algorithm"
    confused = f"{encoded(compact(header(kind, alg='HS256')))}.{p}"
    mac = hmac.new(decoded(public(SEEDS["ent-2026a"])), confused.encode(), hashlib.sha256).digest()
    yield "a MAC keyed with the public key", kind, f"{confused}.{encoded(mac)}", "wrong_algorithm"
    yield "algorithm none without a signature", kind, f"{encoded(compact(header(kind, alg='none')))}.{p}.", "wrong_algorithm"

    for typ in ("JWT", "at+jwt", "", "ENT+JWT", "use+jwt", "ver+jwt", "time+jwt"):
        yield f"type {typ!r}", kind, signed(header(typ), claims), "wrong_type"
    for other, claims_of in (("use+jwt", receipt()), ("ver+jwt", verdict()), ("time+jwt", time())):
        yield f"an entitlement in place of {other}", other, good, "wrong_type"
        yield f"{other} in place of an entitlement", kind, signed(header(other), claims_of), "wrong_type"
        yield f"{other} under the type of an entitlement", kind, signed(head, claims_of), "schema"

    for kid in ("", "ent-2026c", "ENT-2026A", "../ent-2026a", "ent-2026a\u0000"):
        yield f"key {kid!r}", kind, signed(header(kind, kid), claims), "unknown_key"
    yield "the id of the other key", kind, signed(header(kind, "ent-2026b"), claims), "bad_signature"
    yield "the key of a stranger under our id", kind, signed(head, claims, STRANGER), "bad_signature"

    for name, extra in {
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": public(STRANGER)}, "jku": "https://evil.example/keys",
        "crit": ["b64"], "b64": False, "x5u": "https://evil.example/", "cty": "JWT",
    }.items():
        yield f"header with {name}", kind, signed(head | {name: extra}, claims), "malformed"
    for name in head:
        yield f"header without {name}", kind, signed(without(head, name), claims), "malformed"
    yield "header that names alg twice", kind, signed(b'{"alg":"none",' + compact(head)[1:], claims), "malformed"
    yield "header that names kid twice in another spelling", kind, signed(compact(head)[:-1] + b',"\\u006bid":"x"}', claims), "malformed"
    yield "header that is a list", kind, signed(b"[]", claims), "malformed"
    yield "header with a number", kind, signed(head | {"kid": 1}, claims), "malformed"
    yield "header followed by more", kind, signed(compact(head) + b"{}", claims), "malformed"

    for name, token in {
        "nothing": "", "one part": h, "two parts": f"{h}.{p}", "only dots": "..",
        "padding": f"{h}=.{p}.{s}", "a space in front": f" {good}", "a quote around": f'"{good}"',
        "the header of standard base64": f"+{h[1:]}.{p}.{s}",
        "signature of 63 bytes": f"{h}.{p}.{encoded(decoded(s)[:63])}", "signature of 65 bytes": f"{h}.{p}.{encoded(decoded(s) + b'x')}",
        "no signature": f"{h}.{p}.", "a line behind": f"{good}\n", "signature with padding": f"{good}==",
        "bits behind the signature": f"{h}.{p}.{s[:-1]}{chr(ord(s[-1]) + 1)}",
    }.items():
        yield name, kind, token, "malformed"
    yield "four parts", kind, f"{h}.{p}.{p}.{s}", "bad_signature"
    yield "another payload", kind, f"{h}.{signed(head, entitlement('pro')).split('.')[1]}.{s}", "bad_signature"
    yield "another signature", kind, f"{h}.{p}.{signed(head, entitlement('pro')).split('.')[2]}", "bad_signature"
    yield "a signature of zeros", kind, f"{h}.{p}.{encoded(bytes(64))}", "bad_signature"
    big = int.from_bytes(decoded(s)[32:], "little") + GROUP_ORDER
    yield "a second spelling of the signature", kind, f"{h}.{p}.{encoded(decoded(s)[:32] + big.to_bytes(32, 'little'))}", "bad_signature"
    yield "longer than allowed", kind, signed(head, entitlement(iss="x" * MAX_LENGTH)), "too_long"

    yield "a claim named twice", kind, signed(head, compact(claims)[:-1] + b',"seq":1}'), "schema"
    yield "a claim named twice inside", kind, signed(head, compact(claims).replace(b'"used":12', b'"used":12,"used":0')), "schema"
    yield "an unknown claim", kind, signed(head, claims | {"admin": True}), "schema"
    yield "an unknown claim inside", kind, signed(head, claims | {"quota": {"day": 1, "used": 0, "x": 1}}), "schema"
    for name in ("v", "aud", "seq", "nonce", "dev", "lim", "grace"):
        yield f"no {name}", kind, signed(head, without(claims, name)), "schema"
    for name, value in {
        "v": "1", "seq": -1, "iat": 1.5, "exp": "1795781477", "nonce": "short", "srv_ms": 2**63, "aud": ["picopress-desktop"],
        "grace": {"until": None}, "dev": None, "sub": 7,
    }.items():
        yield f"{name} of another kind", kind, signed(head, claims | {name: value}), "schema"
    yield "a nonce in a second spelling", kind, signed(head, entitlement(nonce="A" * 21 + "B")), "schema"
    yield "hardware in capitals", kind, signed(head, entitlement(dev={"id": "d", "hw": HARDWARE | {"machine": "A1" * 16}})), "schema"
    yield "an unknown plan", kind, signed(head, entitlement(lic={"plan": "max", "status": "active", "paid_through": 1, "auto_renew": True})), "schema"
    yield "an unknown format", kind, signed(head, entitlement(lim=LIMITS["basic"] | {"formats": ["*"]})), "schema"
    yield "claims followed by more", kind, signed(head, compact(claims) + b" {}"), "schema"
    yield "claims that are a list", kind, signed(head, b"[]"), "schema"
    yield "claims that are no JSON", kind, signed(head, b"{"), "schema"
    yield "claims behind a mark of byte order", kind, signed(head, b"\xef\xbb\xbf" + compact(claims)), "schema"
    yield "claims that are no UTF-8", kind, signed(head, compact(claims).replace(b"acc_1", b"acc\xff1")), "schema"
    yield "an unknown verdict", "ver+jwt", signed(header("ver+jwt"), verdict("pardoned")), "schema"
    yield "a receipt with a negative count", "use+jwt", signed(header("use+jwt"), receipt(used=-1)), "schema"

    yield "version 2", kind, signed(head, entitlement(v=2)), "wrong_audience"
    yield "version 0", kind, signed(head, entitlement(v=0)), "wrong_audience"
    for audience in ("", "picopress-web", "PICOPRESS-DESKTOP"):
        yield f"audience {audience!r}", kind, signed(head, entitlement(aud=audience)), "wrong_audience"
    yield "the time for somebody else", "time+jwt", signed(header("time+jwt"), time(aud="x")), "wrong_audience"


def made():
    cases = [{"name": name, "kind": kind, "expect": "ok", "token": token} for name, kind, token in genuine()]
    cases += [{"name": name, "kind": kind, "expect": why, "token": token} for name, kind, token, why in forged()]
    return {
        "seeds": {kid: seed.hex() for kid, seed in SEEDS.items()},
        "keys": {kid: public(seed) for kid, seed in SEEDS.items()},
        "cases": cases,
    }


def main():
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(json.dumps(made(), indent=1, ensure_ascii=True) + "\n")
    vectors = json.loads(FILE.read_text())
    wrong = 0
    for case in vectors["cases"]:
        came_out = expect(case["kind"], case["token"], vectors["keys"])
        if came_out != case["expect"]:
            print(f"{case['name']}: {came_out} instead of {case['expect']}")
            wrong += 1
    names = {case["name"] for case in vectors["cases"]}
    if len(names) != len(vectors["cases"]):
        print("two cases have one name")
        wrong += 1
    print(f"{len(vectors['cases'])} statements, {wrong} otherwise than expected")
    sys.exit(wrong > 0)


main()
