using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Paceline.Media.Ice;

/// <summary>Writes one STUN message into a span; finish with <see cref="Finish"/>.</summary>
internal ref struct StunWriter
{
    private readonly Span<byte> _target;
    private int _length;

    /// <param name="target">At least <see cref="IceLiteAgent.ResponseLengthMax"/> bytes.</param>
    /// <param name="type">Method and class.</param>
    /// <param name="transactionId">12 bytes, of the request when this is an answer.</param>
    public StunWriter(Span<byte> target, ushort type, ReadOnlySpan<byte> transactionId)
    {
        _target = target;
        _length = StunMessage.HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(target, type);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], StunMessage.MagicCookie);
        transactionId.CopyTo(target[8..]);
    }

    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_target[_length..], type);
        BinaryPrimitives.WriteUInt16BigEndian(_target[(_length + 2)..], (ushort)value.Length);
        value.CopyTo(_target[(_length + 4)..]);
        var padded = (value.Length + 3) / 4 * 4;
        _target[(_length + 4 + value.Length)..(_length + 4 + padded)].Clear();
        _length += 4 + padded;
        BinaryPrimitives.WriteUInt16BigEndian(_target[2..], (ushort)(_length - StunMessage.HeaderLength));
    }

    /// <summary>XOR-MAPPED-ADDRESS (RFC 5389 §15.2).</summary>
    public void Mapped(IPEndPoint source)
    {
        var address = source.Address.IsIPv4MappedToIPv6 ? source.Address.MapToIPv4() : source.Address;
        Span<byte> value = stackalloc byte[20];
        value[0] = 0;
        value[1] = address.AddressFamily == AddressFamily.InterNetwork ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(source.Port ^ (int)(StunMessage.MagicCookie >> 16)));
        address.TryWriteBytes(value[4..], out var count);
        // Cookie and transaction id stand side by side in the header.
        for (var i = 0; i < count; i++)
        {
            value[4 + i] ^= _target[4 + i];
        }

        Attribute(StunMessage.XorMappedType, value[..(4 + count)]);
    }

    /// <summary>ERROR-CODE without words (RFC 5389 §15.6).</summary>
    public void Error(int code) => Attribute(StunMessage.ErrorCodeType, [0, 0, (byte)(code / 100), (byte)(code % 100)]);

    /// <summary>Adds MESSAGE-INTEGRITY and FINGERPRINT and gives the whole length.</summary>
    public int Finish(ReadOnlySpan<byte> password)
    {
        Span<byte> value = stackalloc byte[StunMessage.IntegrityLength];
        StunMessage.Sign(_target[.._length], password, value);
        Attribute(StunMessage.IntegrityType, value);
        // The fingerprint's length counts in the header it covers.
        BinaryPrimitives.WriteUInt16BigEndian(_target[2..], (ushort)(_length - StunMessage.HeaderLength + 8));
        BinaryPrimitives.WriteUInt32BigEndian(value, Crc32.Of(_target[.._length]) ^ StunMessage.FingerprintXor);
        Attribute(StunMessage.FingerprintType, value[..4]);
        return _length;
    }
}
