using System.Buffers.Binary;

namespace Paceline.Media.Rtp;

/// <summary>The four bytes of a named telephone event (RFC 4733 §2.3).</summary>
/// <param name="Code">0-9 digits, 10 star, 11 pound, 12-15 A-D; others are not keys.</param>
/// <param name="End">The key is up.</param>
/// <param name="Volume">0 to 63, in dB below 0 dBm0.</param>
/// <param name="Duration">So far, in timestamp units.</param>
public readonly record struct TelephoneEvent(byte Code, bool End, byte Volume, ushort Duration)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 4;

    private const string Keys = "0123456789*#ABCD";

    /// <summary>The key, or null for an event that is no key.</summary>
    public char? Key => Code < Keys.Length ? Keys[Code] : null;

    /// <summary>The event code of a key; -1 when no telephone has it.</summary>
    public static int CodeOf(char key) => Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);

    public static bool TryParse(ReadOnlySpan<byte> payload, out TelephoneEvent parsed)
    {
        parsed = default;
        if (payload.Length < Length)
        {
            return false;
        }

        parsed = new TelephoneEvent(
            payload[0], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3F), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    public void Write(Span<byte> payload)
    {
        payload[0] = Code;
        payload[1] = (byte)((End ? 0x80 : 0) | (Volume & 0x3F));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
