# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Verifies checkpoints, proofs and exports of an audit log without a line of Winnow's: RFC 6962 and
RFC 9162 for the tree, C2SP signed-note and tlog-checkpoint for what is signed.

Everything raises Refused, with the reason, for what does not hold.
"""
import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Refused(Exception):
    pass


def sha256(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


def leaf_hash(leaf):
    return sha256(b'\0', leaf)


def node_hash(left, right):
    return sha256(b'\1', left, right)


def root_of(hashes):
    """The root over leaf hashes, by the definition."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root_of(hashes[:k]), root_of(hashes[k:]))


def require(holds, reason):
    if not holds:
        raise Refused(reason)


def check_inclusion(index, size, leaf, proof, root):
    """By recursion from the root, unlike the iterative algorithm of the server's own verifier."""
    proof = list(proof)

    def climb(m, n):
        if n == 1:
            return leaf_hash(leaf)
        k = 1 << (n - 1).bit_length() - 1
        if m < k:
            below = climb(m, k)
            require(proof, 'the proof is too short')
            return node_hash(below, proof.pop(0))
        below = climb(m - k, n - k)
        require(proof, 'the proof is too short')
        return node_hash(proof.pop(0), below)

    require(0 <= index < size, 'the leaf is not in the tree')
    require(climb(index, size) == root, 'the proof does not lead to the root')
    require(not proof, 'the proof is too long')


def check_consistency(first, second, proof, first_root, second_root):
    proof = list(proof)

    def climb(m, n, whole):
        """The roots of the first m and of all n leaves of a subtree."""
        if m == n:
            if whole:
                return first_root, first_root
            require(proof, 'the proof is too short')
            root = proof.pop(0)
            return root, root
        k = 1 << (n - 1).bit_length() - 1
        if m <= k:
            old, new = climb(m, k, whole)
            require(proof, 'the proof is too short')
            return old, node_hash(new, proof.pop(0))
        old, new = climb(m - k, n - k, False)
        require(proof, 'the proof is too short')
        left = proof.pop(0)
        return node_hash(left, old), node_hash(left, new)

    require(1 <= first <= second, 'the sizes are in the wrong order')
    old, new = climb(first, second, True)
    require(not proof, 'the proof is too long')
    require(old == first_root, 'the proof does not lead to the first root')
    require(new == second_root, 'the proof does not lead to the second root')


def parse_verifier(text):
    """name+id+base64: the name, the id and the key."""
    name, key_id, encoded = text.strip().split('+', 2)
    key = base64.b64decode(encoded, validate=True)
    require(len(key) == 33 and key[0] == 1, 'no Ed25519 key')
    require(sha256(name.encode(), b'\n', key)[:4].hex() == key_id, 'the id is not that of the key')
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(key[1:])


def open_checkpoint(note, verifier):
    """The origin, size and root of a note that `verifier` has signed."""
    name, key_id, key = verifier
    text, _, signatures = note.rpartition('\n\n')
    text += '\n'
    for line in signatures.splitlines():
        require(line.startswith('\u2014 '), 'no signature line')
        signer, encoded = line[2:].split(' ', 1)
        signature = base64.b64decode(encoded, validate=True)
        if signer != name or signature[:4] != key_id:
            continue
        try:
            key.verify(signature[4:], text.encode())
        except InvalidSignature:
            raise Refused('the signature is wrong') from None
        origin, size, root = text.split('\n')[:3]
        return origin, int(size), base64.b64decode(root, validate=True)
    raise Refused('the key has not signed the note')


def check_export(lines, verifier):
    """Every hash, and the root against the signed checkpoint; returns the number of leaves."""
    records = [json.loads(line) for line in lines]
    require(records[0]['type'] == 'log', 'no first line')
    require(records[-1]['type'] == 'checkpoint', 'no checkpoint')
    hashes = []
    for record in records[1:-1]:
        field = {name: base64.b64decode(value, validate=True)
                 for name, value in record.items() if isinstance(value, str) and name != 'type'}
        if record['type'] == 'leaf':
            hashes.append(leaf_hash(field['leaf']))
            require(hashes[-1] == field['hash'], f'leaf {len(hashes)}: wrong hash')
            if 'salt' in field:
                require(sha256(field['salt'], field['payload']) in field['leaf'],
                        f'leaf {len(hashes)}: does not hold the hash of its payload')
                payload = field['payload']
        else:
            require(record['type'] == 'manifest', 'unknown record')
            parts = record['items'] + record.get('overflows', [])
            require(sha256(field['header'], *[base64.b64decode(part['hash']) for part in parts])
                    in payload, f'leaf {len(hashes)}: does not commit to the manifest')
            for item in parts:
                if 'salt' in item:
                    require(sha256(base64.b64decode(item['salt']), base64.b64decode(item['item']))
                            == base64.b64decode(item['hash']), 'wrong hash of an item')
    origin, size, root = open_checkpoint(records[-1]['note'], verifier)
    require(origin == records[0]['origin'], 'the checkpoint is of another log')
    require(size == len(hashes), 'the checkpoint is of another size')
    require(root_of(hashes) == root, 'the root is not that of the leaves')
    return size
