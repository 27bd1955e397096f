using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Paceline.Media.Ice;

/// <summary>One STUN message as a view on its datagram (RFC 5389 §6); what it claims is unproved until <see cref="IsSignedWith"/>.</summary>
public readonly ref struct StunMessage
{
    internal const int HeaderLength = 20, IntegrityLength = 20, LengthMax = 1500;
    internal const uint MagicCookie = 0x2112A442, FingerprintXor = 0x5354554E;
    internal const ushort BindingRequest = 0x0001, BindingSuccess = 0x0101, BindingError = 0x0111;
    internal const ushort UsernameType = 0x0006, IntegrityType = 0x0008, ErrorCodeType = 0x0009, UnknownType = 0x000A,
        XorMappedType = 0x0020, PriorityType = 0x0024, UseCandidateType = 0x0025, FingerprintType = 0x8028,
        ControlledType = 0x8029, ControllingType = 0x802A;

    private readonly ReadOnlySpan<byte> _datagram;
    private readonly int _integrityAt;

    private StunMessage(ReadOnlySpan<byte> datagram, int integrityAt)
    {
        _datagram = datagram;
        _integrityAt = integrityAt;
    }

    /// <summary>Method and class, for example 0x0001 for a binding request.</summary>
    public ushort Type => BinaryPrimitives.ReadUInt16BigEndian(_datagram);

    public ReadOnlySpan<byte> TransactionId => _datagram[8..HeaderLength];

    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> Username { get; private init; }

    /// <summary>Value of XOR-MAPPED-ADDRESS; empty when there is none.</summary>
    internal ReadOnlySpan<byte> XorMapped { get; private init; }

    /// <summary>The browser nominates this path (RFC 8445 §8.1.1).</summary>
    public bool UseCandidate { get; private init; }

    public bool IsControlling { get; private init; }

    public bool IsControlled { get; private init; }

    /// <summary>First attribute that must be understood and is not (RFC 5389 §15: below 0x8000); zero for none.</summary>
    public ushort UnknownRequired { get; private init; }

    /// <summary>False for what is no STUN, is cut, or carries a wrong FINGERPRINT.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (datagram.Length is < HeaderLength or > LengthMax || (datagram[0] & 0xC0) != 0
            || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != MagicCookie
            || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderLength
            || datagram.Length % 4 != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> username = default, xorMapped = default;
        bool useCandidate = false, controlling = false, controlled = false;
        ushort unknown = 0;
        var integrityAt = 0;
        for (var at = HeaderLength; at < datagram.Length;)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(datagram[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(at + 2)..]);
            var next = at + 4 + ((length + 3) / 4 * 4);
            if (next > datagram.Length)
            {
                return false;
            }

            var value = datagram.Slice(at + 4, length);
            if (type == FingerprintType)
            {
                // It is the last one, and covers all before it.
                if (length != 4 || next != datagram.Length
                    || BinaryPrimitives.ReadUInt32BigEndian(value) != (Crc32.Of(datagram[..at]) ^ FingerprintXor))
                {
                    return false;
                }
            }
            else if (integrityAt == 0)
            {
                switch (type)
                {
                    case IntegrityType when length == IntegrityLength: integrityAt = at; break;
                    case IntegrityType: return false;
                    case UsernameType: username = value; break;
                    case XorMappedType: xorMapped = value; break;
                    case UseCandidateType: useCandidate = true; break;
                    case ControllingType: controlling = true; break;
                    case ControlledType: controlled = true; break;
                    case PriorityType: break;
                    default: unknown = type < 0x8000 && unknown == 0 ? type : unknown; break;
                }
            }

            // What follows MESSAGE-INTEGRITY is not covered by it and is ignored (RFC 5389 §15.4).
            at = next;
        }

        message = new StunMessage(datagram, integrityAt)
        {
            Username = username,
            XorMapped = xorMapped,
            UseCandidate = useCandidate,
            IsControlling = controlling,
            IsControlled = controlled,
            UnknownRequired = unknown,
        };
        return true;
    }

    /// <summary>The sender knows this password (short-term credentials, RFC 5389 §10.1.2).</summary>
    public bool IsSignedWith(ReadOnlySpan<byte> password)
    {
        if (_integrityAt == 0)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[IntegrityLength];
        Sign(_datagram[.._integrityAt], password, expected);
        return CryptographicOperations.FixedTimeEquals(expected, _datagram.Slice(_integrityAt + 4, IntegrityLength));
    }

    /// <summary>HMAC over the message so far, whose length field already counts the MESSAGE-INTEGRITY that follows.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 5389 prescribes HMAC-SHA1.")]
    internal static void Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> password, Span<byte> hash)
    {
        Span<byte> copy = stackalloc byte[message.Length];
        message.CopyTo(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy[2..], (ushort)(message.Length - HeaderLength + 4 + IntegrityLength));
        HMACSHA1.HashData(password, copy, hash);
    }
}
