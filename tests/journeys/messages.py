"""The messages of Payvand as Python classes, made at run time from the descriptors that the build leaves behind."""
import os
import time
import uuid

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

_classes = {}
_pool = descriptor_pool.DescriptorPool()


def load(build):
    """Reads the descriptors of the build with this folder; once in a process."""
    path = os.path.join(build, "generated", "payvand.descriptors")
    with open(path, "rb") as file:
        for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
            _pool.Add(proto)


def of(name):
    """The class of a message: of("payvand.Envelope") or of("sales.RecordSale")."""
    name = full_name(name)
    if name not in _classes:
        descriptor = _pool.FindMessageTypeByName(name)
        if hasattr(message_factory, "GetMessageClass"):
            _classes[name] = message_factory.GetMessageClass(descriptor)
        else:
            _classes[name] = message_factory.MessageFactory(_pool).GetPrototype(descriptor)
    return _classes[name]


def full_name(name):
    return name if name.startswith("payvand.") else "payvand." + name


def make(name, fields):
    return json_format.ParseDict(fields, of(name)())


COMMAND, QUERY, PULL, STATUS = 1, 2, 3, 4
SHARED = 1


def request(kind, name="", fields=None, request_id=None, tokens=(), payload=None):
    """A packed Request."""
    if payload is None:
        payload = make(name, fields or {}).SerializeToString() if name else b""
    made = of("payvand.Request")(request_id=request_id or str(uuid.uuid4()), kind=kind, payload=payload,
                                 type=full_name(name) if name else "", issued_at_ms=int(time.time() * 1000))
    made.tokens.extend(tokens)
    return made
